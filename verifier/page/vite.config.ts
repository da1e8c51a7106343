/** Builds the merchant's page into the server's package, and writes into its service worker the list of files to keep. */

import { defineConfig, type Plugin } from "vite";

/** Files that keep their name, from `public/`. */
const FIXED = ["manifest.webmanifest", "assets/till-1.svg", "assets/till-192-1.png"];

/** Vite wraps every `import()` to preload styles and chunks; this page has none to preload, and half a kilobyte counts. */
function bareImports(): Plugin {
  return {
    name: "goda-bare-imports",
    enforce: "pre",
    load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : null),
  };
}

function precacheList(): Plugin {
  return {
    name: "goda-precache",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("no service worker in the bundle");
      // The decoder's 332 KB come only after the camera shows: see main.ts.
      const built = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name));
      const files = ["/verify", ...[...built, ...FIXED].sort().map((name) => `/verify/${name}`)];
      worker.code = worker.code.replace("__FILES__", () => JSON.stringify(files));
    },
  };
}

export default defineConfig({
  base: "/verify/",
  plugins: [bareImports(), precacheList()],
  build: {
    outDir: "../../backend/goda/web_dist/verify",
    emptyOutDir: true,
    target: ["chrome109", "safari16.4", "firefox115"],
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: "index.html", sw: "src/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
