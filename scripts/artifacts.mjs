// Describes compiled contracts: what a node would see of them. Called by scripts/build-wasm.
// Usage: node artifacts.mjs FOLDER FILE write|check RUST BINARYEN
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";

const [folder, file, mode, rust, binaryen] = process.argv.slice(2);
// A node refuses 819,200 bytes; ours stay well below.
const BYTES_MAX = 600_000;
const ENTRY = new Set(["instantiate", "execute", "query", "migrate", "sudo", "reply",
  "ibc_channel_open", "ibc_channel_connect", "ibc_channel_close",
  "ibc_packet_receive", "ibc_packet_ack", "ibc_packet_timeout",
  "ibc_source_callback", "ibc_destination_callback"]);

function describe(path) {
  const bytes = readFileSync(path);
  const module = new WebAssembly.Module(bytes);
  const exports = WebAssembly.Module.exports(module).map((e) => e.name).sort();
  const required = exports.filter((e) => e.startsWith("requires_"));
  return {
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    entry_points: exports.filter((e) => ENTRY.has(e)),
    imports: WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name}`).sort(),
    capabilities: required.map((e) => e.slice("requires_".length)),
    interface: exports.find((e) => e.startsWith("interface_version_")) ?? null,
  };
}

/** Every compiled contract of a folder, by name. */
function all(from) {
  const names = readdirSync(from).filter((n) => n.endsWith(".wasm")).sort();
  return Object.fromEntries(names.map((name) => [name.slice(0, -5), describe(join(from, name))]));
}

const contracts = all(folder);
// What only tests and localnets use.
const testing = existsSync(join(folder, "testing")) ? all(join(folder, "testing")) : {};
const wrong = [];
for (const [name, { size }] of Object.entries({ ...contracts, ...testing })) {
  console.log(`${name.padEnd(26)} ${String(size).padStart(8)} bytes`);
  if (size > BYTES_MAX) wrong.push(`${name} has ${size} bytes, at most ${BYTES_MAX}`);
}
const now = { toolchain: { rustc: rust, binaryen }, contracts, testing };
if (mode === "write") {
  writeFileSync(file, JSON.stringify(now, null, 2) + "\n");
} else {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const [old, fresh] = [{ ...before.contracts, ...before.testing }, { ...contracts, ...testing }];
  for (const name of new Set([...Object.keys(fresh), ...Object.keys(old)])) {
    const [was, is] = [old[name], fresh[name]];
    if (!was) wrong.push(`${name} is not in ${file}`);
    else if (!is) wrong.push(`${name} is in ${file}, but there is no such contract`);
    else if (was.sha256 !== is.sha256) {
      wrong.push(`${name} has hash ${is.sha256} and ${is.size} bytes, committed are ${was.sha256} and ${was.size}`);
    } else if (JSON.stringify(was) !== JSON.stringify(is)) {
      wrong.push(`${name} is described otherwise in ${file}`);
    }
  }
  if (JSON.stringify(before.toolchain) !== JSON.stringify(now.toolchain)) {
    wrong.push(`the toolchain is ${JSON.stringify(now.toolchain)}, committed is ${JSON.stringify(before.toolchain)}`);
  }
  if (wrong.length) wrong.push("when it is meant so: scripts/build-wasm, and commit schema/artifacts.json");
}
for (const line of wrong) console.error(`artifacts: ${line}`);
process.exit(wrong.length && mode === "check" ? 1 : 0);
