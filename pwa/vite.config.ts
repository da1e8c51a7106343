/** Builds the wallet into the server's package and writes the list of files that its service worker keeps. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `/sw.js` out of `src/worker.js`: the names of this build's files, and a version that changes when any of them does. */
function serviceWorker(): Plugin {
  return {
    name: "goda-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const kept = readdirSync(here("public"), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.(svg|webmanifest)$/.test(name))
        .map((name) => `/${name.replaceAll("\\", "/")}`);
      const built = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      const files = ["/", ...built.map((name) => `/${name}`), ...kept].sort();
      const template = readFileSync(here("src/worker.js"), "utf8");
      const version = createHash("sha256").update(template).update(files.join("\n"));
      version.update(readFileSync(here("index.html")));
      for (const name of kept) version.update(readFileSync(here(`public${name}`)));
      const source = template
        .replace("__FILES__", JSON.stringify(files))
        .replace("__VERSION__", JSON.stringify(version.digest("hex").slice(0, 12)));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [serviceWorker()],
  build: {
    outDir: here("../backend/goda/web_dist/wallet"),
    emptyOutDir: true,
    target: ["chrome109", "safari16.4", "firefox115"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
