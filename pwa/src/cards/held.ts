/** The cards on this phone as the screens read them, and the store behind. What is done with cards is in `enrol.ts` and `renew.ts`. */

import { computed, signal } from "@preact/signals";
import type { KeptCard } from "./model.ts";
import { openStore, type Store, sessionStore } from "./store.ts";

export const cards = signal<readonly KeptCard[]>([]);
export const loaded = signal(false);
/** False: the browser refuses to store, what is shown is gone with the page. */
export const lasting = signal(true);
/** The card that was looked at last; the card screen opens there. */
export const currentId = signal<string | null>(null);
export const current = computed(() => cards.value.find((card) => card.id === currentId.value) ?? cards.value[0]);

let opened: Store = sessionStore();

/** The store in use: the lasting one, or the session's after a refusal. */
export const store = (): Store => opened;

/** Storage failed: go on with what is in memory and say so. */
export function refuse(): void {
  opened = sessionStore();
  lasting.value = false;
}

export async function load(): Promise<void> {
  opened = await openStore();
  lasting.value = opened.lasting;
  try {
    cards.value = await opened.cards();
  } catch {
    refuse();
  }
  loaded.value = true;
}
