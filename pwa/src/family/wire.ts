/** What the fund's answers to a signed-in family look like (`/wallet/me…`, `/wallet/applications…`, `/wallet/messages`). */

import type { Card } from "../cards/model.ts";

export interface Person {
  readonly id: string;
  readonly given: string;
  readonly surname: string;
}

export interface Me {
  readonly signedIn: boolean;
  readonly person: Person | null;
  readonly passkeys: number;
  /** The server's public key for push, or null where there is no push. */
  readonly pushKey: string | null;
}

/** A phone or key that signs this person in. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly addedAt: string;
  readonly lastUsedAt: string | null;
}

/** A card that the signed-in person may take up; `mine`: they hold it themselves. */
export interface OwnCard {
  readonly card: Card;
  readonly mine: boolean;
}

export type Channel = "email" | "e-address" | "post";
export type Plastic = "none" | "post" | "fund";

/** What only the family can say. Persons are ids of the application's members. */
export interface Answers {
  readonly phone: string | null;
  readonly email: string | null;
  readonly channel: Channel | null;
  readonly language: string | null;
  readonly plastic: Plastic | null;
  readonly postal: string | null;
  /** Whose names stand on the family's card beside the holder's, in this order. */
  readonly names: readonly string[];
  readonly separate: readonly string[];
  readonly spouseCard: boolean;
  readonly disability: readonly string[];
  readonly abroad: readonly string[];
  readonly incapacity: boolean;
}

/** Somebody of the family as a register knows them; the age is today's. */
export interface Member {
  readonly person: string;
  readonly role: "applicant" | "spouse" | "dependant";
  readonly relation: string | null;
  readonly given: string;
  readonly surname: string;
  readonly born: string | null;
  readonly age: number | null;
  readonly source: string;
  readonly sourceAt: string;
  readonly mayHaveCard: boolean;
}

export type State = "draft" | "checking" | "case" | "asked" | "granted" | "refused" | "withdrawn";

export interface Decision {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly madeAt: string | null;
  readonly contestBy: string | null;
}

/** Of a draft an answer (`field`), of a case a mark that no register has told of a person. */
export interface Missing {
  readonly code: string;
  readonly field: string | null;
  readonly person: string | null;
}

export interface Application {
  readonly id: string;
  readonly number: string | null;
  readonly state: State;
  readonly startedAt: string;
  readonly registeredAt: string | null;
  readonly decideBy: string | null;
  readonly answers: Answers;
  readonly members: readonly Member[];
  /** The application that this one renews. */
  readonly previous: string | null;
  /** How the members differ from those of `previous`. */
  readonly changes?: readonly { readonly code: string; readonly person: string; readonly name: string }[];
  readonly asked: string | null;
  readonly askedUntil: string | null;
  readonly decisions: readonly Decision[];
  readonly missing: readonly Missing[];
  readonly version: number;
}

export interface Paper {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  readonly addedAt: string;
}

export interface Message {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: readonly string[];
  readonly at: string;
  readonly read: boolean;
  readonly application: string | null;
  readonly decision: string | null;
}

export const nameOf = ({ given, surname }: Pick<Member, "given" | "surname">): string => `${given} ${surname}`;
