/** Which questions an application asks, in which order, and what of the answers is not right yet. Pure. */

import { isEmail, isPhone, isPostal } from "./forms.ts";
import type { Answers, Application, Member } from "./wire.ts";

export const STEPS = [
  "family",
  "health",
  "abroad",
  "names",
  "cards",
  "contact",
  "plastic",
  "documents",
  "incapacity",
  "check",
] as const;
export type Step = (typeof STEPS)[number];

/** A card bears six names (see the card format); the first is the holder's. */
export const MOST_OTHERS = 5;
const NEEDED = 3;
const ADULT = 18;
const ABROAD_FROM = 15;

type Asked = Pick<Application, "members"> &
  Partial<Pick<Application, "previous" | "changes">> & { readonly answers: Answers };

export const dependantsOf = ({ members }: Pick<Application, "members">): Member[] =>
  members.filter(({ role }) => role === "dependant");
export const spouseOf = ({ members }: Pick<Application, "members">): Member | undefined =>
  members.find(({ role }) => role === "spouse");
export const holderOf = ({ members }: Pick<Application, "members">): Member | undefined =>
  members.find(({ role }) => role === "applicant");
/** Members of whom one is asked, beside the holder. */
export const othersOf = ({ members }: Pick<Application, "members">): Member[] =>
  members.filter(({ role }) => role !== "applicant");
export const mayHoldOwn = ({ members }: Pick<Application, "members">): Member[] =>
  members.filter(({ role, mayHaveCard }) => role === "dependant" && mayHaveCard);

/** Can it be asked only where the answer can change something; what is left out is still reached from the last page. */
const WHEN: Record<Step, (asked: Asked) => boolean> = {
  family: () => true,
  // Three minors are a ground of their own: then nobody has to speak of a child's health.
  health: (asked) =>
    asked.answers.disability.length > 0 ||
    (dependantsOf(asked).length > 0 && dependantsOf(asked).filter(isMinor).length < NEEDED),
  abroad: (asked) =>
    asked.answers.abroad.length > 0 || dependantsOf(asked).some(({ age }) => age !== null && age >= ABROAD_FROM),
  names: (asked) => othersOf(asked).length > 0,
  cards: (asked) => mayHoldOwn(asked).length > 0 || spouseOf(asked) !== undefined,
  contact: () => true,
  plastic: () => true,
  documents: ({ answers }) => answers.abroad.length > 0 || answers.incapacity,
  // Of use only to a debtor of the Maintenance Guarantee Fund, which nobody is asked to say: who knows it finds it on the last page.
  incapacity: () => false,
  check: () => true,
};

/**
 * A renewal asks only what changed: about who joined or is called otherwise, who may now have a card of their own, claims that were made (they end,
 * and need a new paper), and what is not right any more. All else is read over on the last page and changed from there.
 */
const AGAIN: Record<Step, (asked: Asked, changed: (...codes: string[]) => boolean) => boolean> = {
  family: () => true,
  health: (asked, changed) => asked.answers.disability.length > 0 || (changed("joined") && WHEN.health(asked)),
  abroad: (asked, changed) => asked.answers.abroad.length > 0 || (changed("joined") && WHEN.abroad(asked)),
  names: (_, changed) => changed("joined", "left", "renamed"),
  cards: (asked, changed) => changed("joined", "own-card") && WHEN.cards(asked),
  contact: ({ answers }) => isWrong(answers, "contact"),
  plastic: ({ answers }) => isWrong(answers, "plastic"),
  documents: WHEN.documents,
  incapacity: ({ answers }) => answers.incapacity,
  check: () => true,
};

const isWrong = (answers: Answers, step: Step): boolean => Object.keys(faultsOf(answers, step)).length > 0;
const isMinor = ({ age }: Member) => age !== null && age < ADULT;

/** The pages of this application, in order. */
export function stepsOf(asked: Asked): Step[] {
  const codes = new Set(asked.changes?.map(({ code }) => code));
  const changed = (...some: string[]) => some.some((code) => codes.has(code));
  return STEPS.filter((step) => (asked.previous ? AGAIN[step](asked, changed) : WHEN[step](asked)));
}

/** The page after or before `step`, also of one that was reached out of turn. */
export function besideOf(asked: Asked, step: Step, by: 1 | -1): Step | undefined {
  const steps = stepsOf(asked);
  if (steps.includes(step)) return steps[steps.indexOf(step) + by];
  return by === 1 ? "check" : steps.filter((other) => STEPS.indexOf(other) < STEPS.indexOf(step)).at(-1);
}

export type Fault = "channel" | "email" | "emailNeeded" | "phone" | "postal";
export type Faults = Partial<Record<keyof Answers, Fault>>;

/** What is not right in the answers of one page. */
export function faultsOf(answers: Answers, step: Step): Faults {
  const faults: Faults = {};
  const { email, phone, postal } = answers;
  if (step === "contact") {
    if (!answers.channel) faults.channel = "channel";
    if (answers.channel === "email" && !email) faults.email = "emailNeeded";
    else if (email && !isEmail(email)) faults.email = "email";
    if (phone && !isPhone(phone)) faults.phone = "phone";
  }
  const byPost = answers.channel === "post" ? "contact" : answers.plastic === "post" ? "plastic" : null;
  if (step === byPost && !isPostal(postal ?? "")) faults.postal = "postal";
  return faults;
}

/** On which page a field stands, to lead there from a refusal. */
export const PAGE_OF: Partial<Record<string, Step>> = {
  phone: "contact",
  email: "contact",
  channel: "contact",
  postal: "plastic",
  plastic: "plastic",
  names: "names",
  separate: "cards",
  spouseCard: "cards",
  disability: "health",
  abroad: "abroad",
  incapacity: "incapacity",
};

/** A list with one more or one less, in the order in which they were chosen. */
export const toggled = (list: readonly string[], one: string): string[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** A list with the one at `from` one place up or down. */
export function moved(list: readonly string[], one: string, by: 1 | -1): string[] {
  const at = list.indexOf(one);
  const other = list[at + by];
  return at < 0 || other === undefined
    ? [...list]
    : list.map((each) => (each === one ? other : each === other ? one : each));
}

/** Whose names a new application proposes: all children who fit, in the register's order. */
export const proposedNames = (asked: Pick<Application, "members">): string[] =>
  dependantsOf(asked)
    .slice(0, MOST_OTHERS)
    .map(({ person }) => person);
