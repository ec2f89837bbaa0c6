// Empties functions of a compiled contract that nobody needs on a chain, before wasm-opt takes out what
// only they used. Called by scripts/build-wasm, with the names of functions still in the contract.
// Usage: node empty.mjs FOLDER_OF_BINARYEN CONTRACT RESULT
//
// What must always hold: a contract does the same without what they do.
//   * Freeing memory: an instance lives for one call and ends with its memory. What does more than
//     that when it is dropped, or might, is dropped as ever.
//   * Printing backtraces and the names in them: there are none on a chain, and errors are told by what they display.
//   * Printing floating point numbers: there are none here; only the words that refuse one in JSON name it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, from, to] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(join(folder, "index.js")));

// Only what is known to free memory and do nothing else. Some drops do more: the guards of `retain` and `drain` put
// a list in order again.
const FREES = /^_ZN\d+_\$LT\$alloc\.\.(raw_vec\.\.RawVec|vec\.\.Vec|vec\.\.into_iter\.\.IntoIter|boxed\.\.Box|collections\.\.btree\.\.map\.\.(BTreeMap|IntoIter))\$LT\$[A-Z$]+\$GT\$\$u20\$as\$u20\$core\.\.ops\.\.drop\.\.Drop\$GT\$4drop/;
const GLUE = /^_ZN4core3ptr\d+drop_in_place\$LT\$(.*)\$GT\$17h[0-9a-f]+E$/;
const PLAIN = [
  /^alloc\.\.(string\.\.String|vec\.\.Vec|vec\.\.into_iter\.\.IntoIter|boxed\.\.Box|collections\.\.btree\.\.(map|set)\.\.(BTreeMap|BTreeSet|IntoIter))$/,
  /^core\.\.(option\.\.Option|result\.\.Result|array\.\.iter\.\.IntoIter|iter\.\.(adapters|traits)\.\.[\w.]+|convert\.\.Infallible|error\.\.Error|marker\.\.(Send|Sync))$/,
  /^(cosmwasm_std|cw_compact_storage|cw_compact|seawall_\w+)\.\.[\w.]+$/,
  // Simple types, words of types, and functions whose closures these are.
  /^(|[ui](8|16|32|64|128|size)|\d+_usize|bool|str|dyn|Item|closure|\.\.[a-z_.]*)$/,
];
const plain = (type) => type.split(/\$[A-Za-z0-9]+\$/).every((word) => PLAIN.some((known) => known.test(word)));
const frees = (name) => name === "__rust_dealloc" || FREES.test(name) || plain(GLUE.exec(name)?.[1] ?? "?");
const PRINTS = /^_ZN(\d+_\$LT\$(std\.\.backtrace|std\.\.backtrace_rs|rustc_demangle)\.\.[\w.]+\$u20\$as\$u20\$core\.\.fmt\.\.|4core3fmt5float\d+_\$LT\$impl\$u20\$core\.\.fmt\.\.(Display|Debug)\$u20\$for)/;
const unneeded = (name) => PRINTS.test(name) || frees(name);

const module = binaryen.readBinary(readFileSync(from));
const all = [];
for (let at = 0; at < module.getNumFunctions(); at += 1) {
  all.push(binaryen.getFunctionInfo(module.getFunctionByIndex(at)));
}
const found = all.filter((f) => !f.module && unneeded(f.name));
for (const f of found) {
  // Nothing to give back, or "printed" as a result of core::fmt.
  const body = f.results === binaryen.none ? module.nop() : module.i32.const(0);
  if (f.results !== binaryen.none && f.results !== binaryen.i32) throw new Error(`${f.name}: not known`);
  module.removeFunction(f.name);
  module.addFunction(f.name, f.params, f.results, [], body);
}
if (!found.some((f) => PRINTS.test(f.name)) || !found.some((f) => GLUE.test(f.name))) {
  throw new Error(`${from}: the names of functions are missing, or others than this compiler's`);
}
writeFileSync(to, module.emitBinary());
