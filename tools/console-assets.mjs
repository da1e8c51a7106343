// Puts the console's own files and htmx under hashed names, and the letters' fonts where the server looks for them.
// Run by `npm run build`, before tools/compress.mjs, which makes .br and .gz beside what is written here.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "backend/goda/web_dist");
const assets = join(dist, "console/assets");
const fonts = join(dist, "fonts");

const files = {
  "console.css": "backend/goda/console/assets/console.css",
  "console.js": "backend/goda/console/assets/console.js",
  "passkey.js": "backend/goda/console/assets/passkey.js",
  "trust.js": "backend/goda/console/assets/trust.js",
  "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
};

rmSync(join(dist, "console"), { recursive: true, force: true });
mkdirSync(assets, { recursive: true });
const manifest = {};
for (const [name, from] of Object.entries(files)) {
  const bytes = readFileSync(join(root, from));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const hashed = name.replace(/\.([a-z]+)$/, `-${hash}.$1`);
  writeFileSync(join(assets, hashed), bytes);
  manifest[name] = `/console/assets/${hashed}`;
}
writeFileSync(join(dist, "console/manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);

mkdirSync(fonts, { recursive: true });
for (const font of ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono-Bold"]) {
  copyFileSync(join(root, `node_modules/dejavu-fonts-ttf/ttf/${font}.ttf`), join(fonts, `${font}.ttf`));
}
