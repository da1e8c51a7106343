/** Words on the screen: the language of this device, and times without `Intl`, whose first use costs up to 250 ms on a slow till. */

import { lv, type Word } from "./words.ts";

export type Language = "lv" | "en";

const KEY = "goda.lang";
/** Latvian words of index.html by key, taken before the first change of language. */
const original = new Map<string, string>();
let words: Record<Word, string> = lv;
let language: Language = "lv";

/** The language that was chosen on this device. */
export function chosenLanguage(): Language {
  return localStorage.getItem(KEY) === "en" ? "en" : "lv";
}

export function currentLanguage(): Language {
  return language;
}

/** Changes every word on the page. English comes in a file of its own; without it the page stays Latvian. */
export async function speak(wanted: Language): Promise<void> {
  const english = wanted === "en" ? await import("./en.ts") : null;
  localStorage.setItem(KEY, wanted);
  language = wanted;
  words = english ? english.en : lv;
  document.documentElement.lang = wanted;
  for (const [attribute, read, write] of [
    ["data-t", (e: Element) => e.textContent ?? "", (e: Element, text: string) => (e.textContent = text)],
    ["data-label", (e: Element) => e.ariaLabel ?? "", (e: Element, text: string) => (e.ariaLabel = text)],
  ] as const)
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const key = element.getAttribute(attribute) ?? "";
      if (!original.has(key)) original.set(key, read(element));
      write(element, english?.page[key] ?? english?.en[key as Word] ?? original.get(key) ?? "");
    }
}

/** The word for `key` with its blanks filled in. */
export function say(key: Word, blanks: Record<string, string | number> = {}): string {
  return words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(blanks[name]));
}

/** `14:05` for today, `vakar 09:12` for yesterday, `21.11. 09:12` before that, by the device's own time zone. */
export function when(seconds: number, now: number): string {
  const [then, today] = [new Date(seconds * 1000), new Date(now * 1000)];
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === today.toDateString()) return time;
  today.setDate(today.getDate() - 1);
  if (then.toDateString() === today.toDateString()) return `${say("yesterday")} ${time}`;
  return `${two(then.getDate())}.${two(then.getMonth() + 1)}. ${time}`;
}

/** `25 min`, `3 h 20 min`. */
export function span(seconds: number): string {
  const minutes = Math.max(1, Math.floor(seconds / 60));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
