/** When the family is offered a renewal. Pure. */

import type { Application, OwnCard } from "./wire.ts";

/** A renewal is offered so many days before the card's last day. */
export const AHEAD = 60;
const DAY = 86_400_000;

export interface Renewal {
  /** Last day of the longest right there is; null where it has ended. */
  readonly lastDay: string | null;
}

const UNDER_WAY = new Set(["draft", "checking", "case", "asked"]);

/**
 * Is the person's own card about to end, or has it ended, with none after it and no application under way? `rights` are living cards only: who
 * once had one granted and has none left may renew.
 */
export function renewalOf(
  rights: readonly OwnCard[],
  applications: readonly Pick<Application, "state">[],
  today: string,
): Renewal | null {
  if (applications.some(({ state }) => UNDER_WAY.has(state))) return null;
  const mine = rights.filter((own) => own.mine && own.card.state === "valid").map(({ card }) => card.validTo);
  const lastDay = mine.sort().at(-1) ?? null;
  if (lastDay) return daysBetween(today, lastDay) <= AHEAD ? { lastDay } : null;
  return applications.some(({ state }) => state === "granted") ? { lastDay: null } : null;
}

/** Is this card, as this phone has it, close to its end or past it? */
export const nearEnd = (validTo: string, today: string): boolean => daysBetween(today, validTo) <= AHEAD;

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
