/** When the family is offered a renewal. Pure. */

import type { Application, OwnCard } from "./wire.ts";

/** A renewal is offered so many days before the card's last day. */
export const AHEAD = 60;
const DAY = 86_400_000;

export interface Renewal {
  /** Last day of the longest right there is. */
  readonly lastDay: string;
  readonly over: boolean;
}

/** Is one of the person's own cards about to end, or has it ended, with none after it and no application under way? */
export function renewalOf(
  rights: readonly OwnCard[],
  application: Pick<Application, "state"> | undefined,
  today: string,
): Renewal | null {
  if (application && ["draft", "checking", "case", "asked"].includes(application.state)) return null;
  const mine = rights.filter((own) => own.mine && own.card.state !== "annulled").map(({ card }) => card.validTo);
  const lastDay = mine.sort().at(-1);
  if (!lastDay || daysBetween(today, lastDay) > AHEAD) return null;
  return { lastDay, over: lastDay < today };
}

/** Is this card, as this phone has it, close to its end or past it? */
export const nearEnd = (validTo: string, today: string): boolean => daysBetween(today, validTo) <= AHEAD;

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
