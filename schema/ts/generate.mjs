// Writes src/: a client and the types of every contract, from ../contracts/*.json.
//
//   node generate.mjs           writes
//   node generate.mjs --check   exits with 1 when src/ is not what would be written
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import codegen from "@cosmwasm/ts-codegen";

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, "..", "contracts");
const committed = join(here, "src");

const pascal = (name) => name.replace(/(^|-)(.)/g, (_, __, letter) => letter.toUpperCase());

/** One folder per contract, as the generator wants them; files that are no contract are left out. */
function inputs(work) {
  const names = readdirSync(schemas).filter(
    (file) => JSON.parse(readFileSync(join(schemas, file), "utf8")).contract_name,
  );
  return names.map((file) => {
    const dir = join(work, basename(file, ".json"));
    mkdirSync(dir, { recursive: true });
    cpSync(join(schemas, file), join(dir, file));
    return { name: pascal(basename(file, ".json")), dir };
  });
}

/** The generator's files, on the interface of base.ts and with imports that Node finds. */
function finished(out) {
  const files = new Map();
  const names = readdirSync(out).filter((name) => name !== "baseClient.ts").sort();
  for (const name of names) {
    const text = readFileSync(join(out, name), "utf8")
      .replace('"./baseClient"', '"../base.js"')
      .replace('"@interchainjs/types"', '"../base.js"')
      .replace(/from "(\.\/[A-Za-z]+\.types)"/g, 'from "$1.js"')
      .replaceAll("): Promise<any>", "): Promise<ExecuteResult>")
      .replaceAll("=> Promise<any>", "=> Promise<ExecuteResult>")
      .replace('import { Coin, StdFee }', 'import type { Coin, ExecuteResult, StdFee }')
      .replace(/^import \{ (ICosm|ISign)/m, "import type { $1")
      .replace(/^import \{(.*)types\.js/m, "import type {$1types.js");
    files.set(name, text.trimEnd() + "\n");
  }
  const clients = names.filter((name) => name.endsWith(".client.ts")).map((name) => name.split(".")[0]);
  const lines = clients.map((c) => `export * from "./${c}.client.js";\nexport type * as ${c}Types from "./${c}.types.js";\n`);
  files.set("index.ts", lines.join(""));
  return files;
}

const work = mkdtempSync(join(tmpdir(), "seawall-ts-"));
try {
  const outPath = join(work, "out");
  const options = { bundle: { enabled: false }, types: { enabled: true }, client: { enabled: true } };
  await codegen.default({ contracts: inputs(join(work, "in")), outPath, options });
  const files = finished(outPath);
  if (process.argv.includes("--check")) {
    const old = new Map(readdirSync(committed).map((n) => [n, readFileSync(join(committed, n), "utf8")]));
    const names = [...new Set([...files.keys(), ...old.keys()])];
    const changed = names.filter((name) => files.get(name) !== old.get(name));
    if (changed.length > 0) {
      console.error(`schema/ts/src is not what the schemas say: ${changed.join(", ")}; run npm run generate`);
      process.exitCode = 1;
    }
  } else {
    rmSync(committed, { recursive: true, force: true });
    mkdirSync(committed);
    for (const [name, text] of files) writeFileSync(join(committed, name), text);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
