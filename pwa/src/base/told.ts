/** One sentence for the person about what just happened; it goes with the next change of screen or by its button. */

import { signal } from "@preact/signals";

export const told = signal("");

export function tell(sentence: string): void {
  told.value = sentence;
}
