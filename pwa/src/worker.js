// Keeps the wallet's own files so that the card opens without a network. Never touches the API, the console or the lists.
const FILES = __FILES__;
const CACHE = `goda-wallet-${__VERSION__}`;
/** How long a slow network may hold up a card at the till. */
const PATIENCE = 700;

self.addEventListener("install", (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("goda-wallet-") && name !== CACHE;
  const clean = async () => Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
  event.waitUntil(clean().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // Without a network the way to the state's login ends on the family's screen, which says so, and not on the browser's.
  if (request.mode === "navigate" && origin === self.location.origin && pathname === "/login")
    return event.respondWith(fetch(request).catch(() => Response.redirect("/#/family")));
  if (request.method !== "GET" || origin !== self.location.origin || !FILES.includes(pathname)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request, pathname));
});

// The push has nothing in it: that there is a message is all that this phone, and whoever carries the push, is told.
self.addEventListener("push", (event) => {
  const show = async () => {
    const body = (await (await caches.match("/push", { cacheName: "goda-words" }))?.text()) ?? "Jums ir ziņa no fonda";
    await self.registration.showNotification("Goda ģimene", { body, icon: "/icons/icon-192.png", tag: "message" });
  };
  event.waitUntil(show());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const open = async () => {
    const [page] = await self.clients.matchAll({ type: "window" });
    if (!page) return self.clients.openWindow("/#/messages");
    page.postMessage("messages");
    return page.focus();
  };
  event.waitUntil(open());
});

// A file's name changes with its content, so the kept one is the right one.
async function file(request, pathname) {
  return (await caches.match(pathname, { cacheName: CACHE })) ?? fetch(request);
}

// The page itself from the network if that answers soon, else as kept. What the network gives is not kept: page and files stay one set.
async function page(request) {
  const kept = await caches.match("/", { cacheName: CACHE });
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  const live = fetch(request).then((answer) => (answer.ok ? answer : kept));
  return Promise.race([live, late]).catch(() => kept);
}
