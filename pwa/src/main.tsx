/** Where the wallet begins: show what is on the phone, then, with that painted, everything that needs a network. */

import "./style/index.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { followInstallOffers } from "./base/install.ts";
import { workerUrl } from "./base/policy.ts";
import { followAddress, go } from "./base/route.ts";
import { load } from "./cards/held.ts";
import { speak } from "./text/index.ts";

followAddress();
followInstallOffers();
const loading = load();
const root = document.getElementById("app");
void speak().then(() => root && render(<App />, root));

void loading.then(() => {
  // Two frames: the card is on the screen before anything else asks for the processor.
  requestAnimationFrame(() => setTimeout(afterPaint));
});

async function afterPaint(): Promise<void> {
  if ("serviceWorker" in navigator) {
    const worker = navigator.serviceWorker.register(workerUrl());
    // A knock that was answered opens the messages, in the page that is there.
    navigator.serviceWorker.addEventListener("message", ({ data }) => data === "messages" && go("messages"));
    worker.catch(() => undefined); // without it the wallet works, only not without a network
  }
  const { keepWatch } = await import("./cards/watch.ts");
  keepWatch();
}
