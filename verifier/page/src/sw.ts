/// <reference lib="webworker" />
/**
 * Keeps the page itself for tills without a network: its files by hashed name, the HTML fresh whenever the network gives it soon. Lists are
 * not its business (`kept.ts`), so it lets every other request pass.
 */

const worker = self as unknown as ServiceWorkerGlobalScope;

/** Written in by the build: the page and its files. */
const FILES: readonly string[] = JSON.parse(`__FILES__`);
/** Another build has other file names, and so another cache. */
const CACHE = `goda-verify ${FILES.join()}`;
/** A network slower than this (ms) is treated as none when the page is opened. */
const PATIENCE = 2500;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith("goda-verify ") && name !== CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" && pathname === "/verify") event.respondWith(page(event.request));
  else if (pathname.startsWith("/verify/")) event.respondWith(file(event.request));
});

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const held = await cache.match("/verify");
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) void cache.put("/verify", answer.clone());
    return answer.ok || !held ? answer : held;
  });
  if (!held) return fresh;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(held), PATIENCE));
  return Promise.race([fresh.catch(() => held), late]);
}

/** Names carry a hash, so what is held is right for ever. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const held = await cache.match(request, { ignoreVary: true });
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
  return answer;
}
