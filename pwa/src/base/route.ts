/** Which screen is open. Routes live in the fragment: the server is never told, and every one opens offline. */

import { batch, signal } from "@preact/signals";

export const ROUTES = ["card", "add", "family", "apply", "messages", "data", "help", "privacy"] as const;
export type Route = (typeof ROUTES)[number];

const LETTER = /^#code=(.*)$/s;

/** The route a fragment names; anything unknown is the card. */
export function routeOf(fragment: string): Route {
  const [name] = partsOf(fragment);
  return ROUTES.find((route) => route === name) ?? "card";
}

/** What of the screen is open, `#/apply/names`; empty where the screen is one. */
export const placeOf = (fragment: string): string => partsOf(fragment)[1] ?? "";

const partsOf = (fragment: string): string[] => fragment.replace(/^#\/?/, "").split("/");

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
export const place = signal("");
/** Code brought by a letter's link or typed so far; kept here so that nothing is lost on the way between screens. */
export const typedCode = signal("");

/** Read the address now and whenever it changes; a code is taken out of it at once, so that it stays in no history and on no screen. */
export function followAddress(): void {
  const read = () => {
    const code = letterCode(location.hash);
    if (code === null) {
      batch(() => {
        route.value = routeOf(location.hash);
        place.value = placeOf(location.hash);
      });
      return;
    }
    history.replaceState(null, "", `${location.pathname}#/add`);
    typedCode.value = code;
    route.value = "add";
  };
  read();
  addEventListener("hashchange", read);
}

export const href = (to: Route, at = ""): string => (to === "card" ? "#/" : `#/${to}${at && `/${at}`}`);

export function go(to: Route, at = ""): void {
  location.hash = href(to, at);
}
