/** One sentence for the person about what just happened; it goes with the next change of screen or by its button. */

import { signal } from "@preact/signals";

/** What is told on the way to another screen is for that screen. */
const ON_THE_WAY = 1_000;
let at = Number.NEGATIVE_INFINITY;

export const told = signal("");

export function tell(sentence: string): void {
  told.value = sentence;
  at = performance.now();
}

/** Another screen has opened. */
export function untell(): void {
  if (performance.now() - at > ON_THE_WAY) told.value = "";
}
