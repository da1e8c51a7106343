/** The words of the chosen language; the choice is remembered on this device and shared with the verifier's page. */

import { computed, effect, signal } from "@preact/signals";
import { lv, type Words } from "./lv.ts";

export type Lang = "lv" | "en";
const KEY = "goda.lang";

function remembered(): Lang {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "lv";
  } catch {
    return "lv";
  }
}

const english = signal<Words | null>(null);
export const lang = signal<Lang>("lv");
export const words = computed(() => (lang.value === "en" && english.value) || lv);

effect(() => {
  document.documentElement.lang = lang.value;
});

/** Speak the language chosen before; English is fetched only by those who read it. */
export const speak = (): Promise<void> => turnTo(remembered());

export function choose(next: Lang): void {
  void turnTo(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // storage refused: chosen for this session
  }
}

async function turnTo(next: Lang): Promise<void> {
  try {
    if (next === "en") english.value ??= (await import("./en.ts")).en;
    lang.value = next;
  } catch {
    // no network and not yet kept: Latvian stays
  }
}
