/** Cards of the signed-in family, and how they come to this phone. */

import { signal } from "@preact/signals";
import { deviceName } from "../base/install.ts";
import { cards } from "../cards/held.ts";
import type { Problem } from "../talk/api.ts";
import { myCards } from "../talk/family.ts";
import { noticed } from "./session.ts";
import type { OwnCard } from "./wire.ts";

/** Undefined until asked. */
export const rights = signal<readonly OwnCard[] | undefined>(undefined);

export async function loadRights(): Promise<Problem | null> {
  const answer = await myCards();
  if (answer.ok) rights.value = answer.value.cards;
  return noticed(answer.ok ? null : answer.problem);
}

const isGood = ({ card }: OwnCard) => card.state === "valid";
/** A removed or unknown copy is no copy. */
const isHere = ({ card }: OwnCard) => cards.peek().some((kept) => kept.card.id === card.id && !kept.trouble);

/** Cards that can still come to this phone. */
export const absent = (all: readonly OwnCard[]): OwnCard[] => all.filter((own) => isGood(own) && !isHere(own));

/** Put a card on this phone. */
export async function take(card: string): Promise<Problem | null> {
  const { takeUp } = await import("../cards/enrol.ts");
  const answer = await takeUp(card, deviceName());
  return noticed(answer.ok ? null : answer.problem);
}

let taking: Promise<Problem | null> | null = null;

/** Put all cards that the signed-in person holds on this phone; the first trouble is told, what came stays. */
export function takeMine(): Promise<Problem | null> {
  taking ??= each().finally(() => {
    taking = null;
  });
  return taking;
}

async function each(): Promise<Problem | null> {
  const trouble = await loadRights();
  if (trouble) return trouble;
  let first: Problem | null = null;
  for (const { card } of absent(rights.peek() ?? []).filter(({ mine }) => mine)) first ??= await take(card.id);
  return first;
}
