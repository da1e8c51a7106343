/** The page's only Trusted Types policy: a script address may be the service worker's, nothing else. */

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const WORKER = "/sw.js";

/** Address of the service worker in the form that `register` takes under `require-trusted-types-for 'script'`. */
export function workerUrl(): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const createScriptURL = (url: string) => {
    if (url !== WORKER) throw new TypeError(`not a script of ours: ${url}`);
    return url;
  };
  return policies ? policies.createPolicy("goda", { createScriptURL }).createScriptURL(WORKER) : WORKER;
}
