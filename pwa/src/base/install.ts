/** Putting the wallet on the home screen: Android asks through an event, iOS only by hand and with a storage of its own. */

import { signal } from "@preact/signals";

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** The browser's offer to install, if it made one. */
export const offer = signal<InstallEvent | null>(null);

export function followInstallOffers(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.value = event as InstallEvent;
  });
  addEventListener("appinstalled", () => {
    offer.value = null;
  });
}

export async function install(): Promise<void> {
  const made = offer.value;
  offer.value = null; // an offer can be used once
  await made?.prompt();
}

const mobileApple = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

/** On iOS in a browser tab: its storage is deleted after a week without a visit, and the installed app cannot see it. */
export const inAppleTab = (): boolean =>
  mobileApple() &&
  (navigator as { standalone?: boolean }).standalone !== true &&
  !matchMedia("(display-mode: standalone)").matches;

/** A first guess at what to call this phone; the family may change it. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const kinds = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"];
  const kind = kinds.find((name) => agent.includes(name)) ?? "";
  const browsers: [string, RegExp][] = [
    ["Samsung", /SamsungBrowser/],
    ["Firefox", /Firefox|FxiOS/],
    ["Edge", /Edg/],
    ["Chrome", /Chrome|CriOS/],
    ["Safari", /Safari/],
  ];
  const browser = browsers.find(([, pattern]) => pattern.test(agent))?.[0] ?? "";
  return [kind === "Macintosh" ? "Mac" : kind, browser].filter(Boolean).join(", ");
}
