import { defineConfig } from "vitest/config";

// The pages' own behaviour is tested in a real browser (tests/browser); here runs what needs no DOM.
export default defineConfig({
  test: { include: ["verifier/**/*.test.ts", "pwa/**/*.test.ts", "pwa/**/*.test.tsx"] },
});
