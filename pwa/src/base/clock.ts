/**
 * The time as the server has it. A till refuses codes that are a minute old, so a phone whose clock is off would fail at every till;
 * the `Date` header of each answer teaches the difference, and it is remembered for when there is no network.
 */

import { computed, signal } from "@preact/signals";

const KEY = "goda.offset";
/** The `Date` header has whole seconds and the way takes time: smaller differences are noise. */
const NOISE = 2_000;
/** From here on the difference is said: the design's limit for a phone's clock. */
const SAID = 20_000;

const remembered = () => {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0; // storage refused: the clock is learned anew in each session
  }
};

/** Server time minus phone time, ms. */
export const offset = signal(remembered());

/** The phone's clock is off by more than 20 s: ms by which it is ahead (negative: behind), else 0. */
export const clockError = computed(() => (Math.abs(offset.value) > SAID ? -offset.value : 0));

/** Corrected now, ms since 1970. */
export const now = (): number => Date.now() + offset.peek();

/** Corrected now, whole seconds since 1970. */
export const seconds = (): number => Math.floor(now() / 1000);

/** Difference told by a `Date` header, given when the request left and its answer came; 0 where it is noise, null where it tells nothing. */
export function differenceOf(header: string | null, sent: number, received: number): number | null {
  const date = Date.parse(header ?? "");
  if (Number.isNaN(date) || received - sent > 10_000 || received < sent) return null;
  const difference = date + 500 - (sent + received) / 2; // the header is rounded down: half a second more on average
  return Math.abs(difference) < NOISE + (received - sent) / 2 ? 0 : Math.round(difference);
}

/** Learn from an answer's `Date` header. */
export function learn(header: string | null, sent: number, received: number): void {
  const difference = differenceOf(header, sent, received);
  // A second of jitter in a large difference is no news, and news redraws the code.
  if (difference === null || Math.abs(difference - offset.peek()) < NOISE) return;
  offset.value = difference;
  try {
    localStorage.setItem(KEY, String(difference));
  } catch {
    // storage refused: known for this session only
  }
}
