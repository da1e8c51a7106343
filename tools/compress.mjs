// Makes `.br` and `.gz` beside every built file that is worth it, and lays swagger-ui's files out for `/schema`.
// The server never compresses while serving. HTML is left alone: its data block is filled when the server starts.

import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, "backend/goda/web_dist");
const COMPRESSIBLE = new Set([".js", ".mjs", ".css", ".json", ".webmanifest", ".svg", ".wasm", ".txt", ".map"]);
const WORTH = 256; // bytes; below it, a coding's own frame eats what it saves

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

async function files(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function compress(path) {
  const plain = await readFile(path);
  if (plain.length < WORTH) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const [br, gz] = await Promise.all([toBrotli(plain, { params }), toGzip(plain, { level: 9 })]);
  await writeFile(`${path}.br`, br);
  await writeFile(`${path}.gz`, gz);
}

async function isFresh(path) {
  const [plain, br] = await Promise.all([stat(path), stat(`${path}.br`).catch(() => null)]);
  return br !== null && br.mtimeMs >= plain.mtimeMs;
}

/** The API page: swagger-ui-dist's own files, with our HTML and start script (no inline script, no third party). */
async function layOutSchemaPage() {
  const source = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const target = join(DIST, "schema");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE"])
    await cp(join(source, name), join(target, name));
  for (const name of ["index.html", "start.js"])
    await cp(join(ROOT, "backend/goda/web/schema", name), join(target, name));
}

await layOutSchemaPage();
const found = (await files(DIST)).filter((path) => COMPRESSIBLE.has(extname(path)));
for (const path of found) if (!(await isFresh(path))) await compress(path);
