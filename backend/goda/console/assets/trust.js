// Loaded before htmx. htmx puts the server's own pages in place by way of HTML text; Trusted Types let it through this one policy, which makes
// no script and no script address, so markup that came in cannot bring code with it (the CSP refuses inline script besides).
if (globalThis.trustedTypes) {
  globalThis.trustedTypes.createPolicy("default", { createHTML: (text) => text });
}
