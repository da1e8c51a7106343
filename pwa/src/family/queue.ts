/** Answers on their way to the fund: only what changed, the last word of each field, never dropped before the fund has said that it has it. Pure. */

import { isEmail, isPhone, isPostal } from "./forms.ts";
import type { Answers } from "./wire.ts";

export type Changes = Partial<Answers>;

/** Answers as they stand with what is still on its way. */
export const overlaid = (answers: Answers, waiting: Changes): Answers => ({ ...answers, ...waiting });

/** The queue with newer changes; what is as the fund has it already, and waits for nothing, is not sent. */
export function added(waiting: Changes, changes: Changes, known: Answers): Changes {
  const all: Record<string, unknown> = { ...waiting };
  for (const [field, value] of Object.entries(changes)) {
    if (field in waiting || !same(value, known[field as keyof Answers])) all[field] = value;
  }
  return all as Changes;
}

/** The queue after the fund took `sent`: a field that was changed again meanwhile stays. */
export function delivered(waiting: Changes, sent: Changes): Changes {
  const left = Object.entries(waiting).filter(([field, value]) => !same(value, sent[field as keyof Changes]));
  return Object.fromEntries(left) as Changes;
}

/** What of the queue can be sent: half an e-mail address waits for its other half. */
export function sendable(waiting: Changes): Changes {
  const whole = Object.entries(waiting).filter(([field, value]) => {
    const fits = WHOLE[field as keyof Answers];
    return !fits || !value || fits(String(value));
  });
  return Object.fromEntries(whole) as Changes;
}

/** The part of `sent` that the fund took, when it refused these fields of it. */
export function takenOf(sent: Changes, refused: readonly string[]): Changes {
  const fields = new Set(refused.map((field) => field.replace(/[[.].*$/, "")));
  return Object.fromEntries(Object.entries(sent).filter(([field]) => !fields.has(field))) as Changes;
}

export const isEmpty = (waiting: Changes): boolean => Object.keys(waiting).length === 0;

/** Milliseconds before the next try after so many failures: soon at first, then twice a minute. */
export const pause = (failures: number): number => Math.min(30_000, 1_000 * 2 ** failures);

const WHOLE: Partial<Record<keyof Answers, (text: string) => boolean>> = {
  email: isEmail,
  phone: isPhone,
  postal: isPostal,
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
