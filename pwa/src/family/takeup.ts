/** Cards of the signed-in family, and how they come to this phone. */

import { signal } from "@preact/signals";
import { deviceName } from "../base/install.ts";
import { cards } from "../cards/held.ts";
import type { Problem } from "../talk/api.ts";
import { giveUp, myCards } from "../talk/family.ts";
import { forget, read } from "./kept.ts";
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
  if (answer.ok) await forget(`removed:${card}`);
  return noticed(answer.ok ? null : answer.problem);
}

/** When a card that was given up is looked for on this phone: the fund writes and seals its decision first. */
const ENDED_MS = [2_000, 6_000, 20_000];

/** Give a card up for good; this phone soon shows it so. */
export async function end(card: string): Promise<Problem | null> {
  const answer = await giveUp(card);
  if (!answer.ok) return noticed(answer.problem);
  const { refresh } = await import("../cards/renew.ts");
  for (const ms of ENDED_MS) {
    setTimeout(() => {
      const kept = cards.peek().find((one) => one.card.id === card && one.card.state === "valid");
      if (kept) void refresh(kept);
    }, ms);
  }
  return loadRights();
}

/** What came by itself, and what stood in the way. */
export interface Arrival {
  readonly came: number;
  readonly trouble: Problem | null;
}

let taking: Promise<Arrival> | null = null;

/**
 * Put the cards that the signed-in person holds on this phone, without being asked; what is not a phone, and what the family took off this
 * one, waits for its button.
 */
export function takeMine(): Promise<Arrival> {
  taking ??= each().finally(() => {
    taking = null;
  });
  return taking;
}

const isPhone = () => matchMedia("(pointer: coarse)").matches;

async function each(): Promise<Arrival> {
  let trouble = await loadRights();
  let came = 0;
  if (!isPhone()) return { came, trouble };
  for (const { card } of absent(rights.peek() ?? []).filter(({ mine }) => mine)) {
    if (await read<boolean>(`removed:${card.id}`)) continue;
    const problem = await take(card.id);
    trouble ??= problem;
    if (!problem) came++;
  }
  return { came, trouble };
}
