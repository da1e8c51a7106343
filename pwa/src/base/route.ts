/** Which screen is open. Routes live in the fragment: the server is never told, and every one opens offline. */

import { signal } from "@preact/signals";

export const ROUTES = ["card", "add", "data", "help", "privacy"] as const;
export type Route = (typeof ROUTES)[number];

const LETTER = /^#code=(.*)$/s;

/** The route a fragment names; anything unknown is the card. */
export function routeOf(fragment: string): Route {
  const name = fragment.replace(/^#\/?/, "");
  return ROUTES.find((route) => route === name) ?? "card";
}

/** The code in a letter's link, `#code=…`, or null. */
export function letterCode(fragment: string): string | null {
  const found = LETTER.exec(fragment)?.[1];
  if (!found) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}

export const route = signal<Route>("card");
/** Code brought by a letter's link or typed so far; kept here so that nothing is lost on the way between screens. */
export const typedCode = signal("");

/** Read the address now and whenever it changes; a code is taken out of it at once, so that it stays in no history and on no screen. */
export function followAddress(): void {
  const read = () => {
    const code = letterCode(location.hash);
    if (code === null) {
      route.value = routeOf(location.hash);
      return;
    }
    history.replaceState(null, "", `${location.pathname}#/add`);
    typedCode.value = code;
    route.value = "add";
  };
  read();
  addEventListener("hashchange", read);
}

export const href = (to: Route): string => (to === "card" ? "#/" : `#/${to}`);

export function go(to: Route): void {
  location.hash = href(to);
}
