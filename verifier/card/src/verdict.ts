/**
 * What a till says about a scanned code, by the five steps of card-format.md, "Verdict", in that order. It asks nobody: everything it
 * needs is in the code, the key list, the status list and the clock.
 */

import { sha256 } from "./bytes.ts";
import { importKey, isSignedBy } from "./jws.ts";
import type { KeyList, StatusList } from "./lists.ts";
import { type Presentation, readPresentation } from "./presentation.ts";

/** The five answers. */
export type Answer = "valid" | "valid_as_of" | "cannot_tell" | "annulled" | "not_valid";

/** Why, where the answer alone does not say it. */
export type Reason =
  | "not-ours"
  | "forged"
  | "expired"
  | "old-code"
  | "phone-clock"
  | "keys"
  | "clock"
  | "status"
  | "annulled";

/** An answer with what the cashier may see: names exactly as signed, and only once their signature holds. */
export interface Verdict {
  readonly verdict: Answer;
  readonly reason: Reason | null;
  readonly names: readonly string[];
  /** A printed card: no proof of a phone stands behind it, so the person must be compared. */
  readonly print: boolean;
  /** When the status data were last known to be current (seconds since 1970); only with `valid_as_of`. */
  readonly asOf: number | null;
}

/** What the till knows when it scans. */
export interface Till {
  readonly keys: KeyList | null;
  readonly status: StatusList | null;
  /** Corrected time, seconds since 1970; fractions are dropped. */
  readonly now: number;
  /** The issuer's origin. */
  readonly origin: string;
  /** Seconds since the status list was last fetched (200 or 304); null where that is unknown: its `iat` counts. */
  readonly statusAge: number | null;
  /** Digits that this till asked the holder to type; null or absent if it asked for none. */
  readonly challenge?: string | null;
}

/** How far the clock may be behind the status list before it is called wrong (seconds). */
const CLOCK_BEHIND = 600;
const DAY = 86_400;
const STATUS_PATH = /^\/status\/[1-9][0-9]{0,8}$/;
/** A proof may be this old (seconds): a code is drawn anew every 20 s, and people are slow. */
const PROOF_AGE = 60;
/** A phone's clock may be this far ahead (seconds). */
const PROOF_AHEAD = 30;
/** A status list fetched within this time counts as current (seconds): three missed refreshes. */
const FRESH = 15 * 60;

/** The verdict on a scanned text: our digits, or the token itself. */
export async function verdict(scanned: string, till: Till): Promise<Verdict> {
  const now = Math.floor(till.now);
  const { keys, status, origin } = till;

  // 1. Rebuild and parse.
  const card = readPresentation(scanned);
  if (!card) return not("not-ours");

  // 2. Without keys or a clock there is no telling.
  if (!keys || keys.iss !== origin || now >= keys.exp) return cannotTell("keys");
  if (status && now + CLOCK_BEHIND < status.iat) return cannotTell("clock");

  // 3. The issuer's signature and claims.
  const forgery = await issuerDoubt(card, keys, origin, now);
  if (forgery) return not(forgery);

  // 4. The phone's proof.
  const lapse = await holderDoubt(card, origin, now, till.challenge ?? null);
  if (lapse) return not(lapse);

  // 5. The status bit, only now.
  const seen = { names: card.names, print: !card.bound };
  if (!status || status.uri !== card.uri) return { ...cannotTell("status"), ...seen };
  const byte = status.bits[card.idx >> 3];
  if (card.idx >= status.bits.length * 8 || byte === undefined) return not("not-ours");
  if ((byte >> (card.idx & 7)) & 1) return { verdict: "annulled", reason: "annulled", ...seen, asOf: null };
  if (now >= status.exp) return { ...cannotTell("status"), ...seen };
  const age = Math.floor(till.statusAge ?? now - status.iat);
  if (age <= FRESH) return { verdict: "valid", reason: null, ...seen, asOf: null };
  return { verdict: "valid_as_of", reason: null, ...seen, asOf: now - age };
}

async function issuerDoubt(card: Presentation, keys: KeyList, origin: string, now: number): Promise<Reason | null> {
  const key = keys.keys.get(card.kid);
  if (!key || key.use !== (card.bound ? "wallet" : "print") || key.compromised) return "not-ours";
  if (now < key.nbf || now >= key.exp) return "not-ours";
  if (!(await isSignedBy(card.credential, key.key))) return "forged";
  if (card.typ !== "dc+sd-jwt" || card.iss !== origin || card.exp % DAY !== 0) return "not-ours";
  if (!card.uri.startsWith(origin) || !STATUS_PATH.test(card.uri.slice(origin.length))) return "not-ours";
  if (card.vct !== `${origin}/vct/${card.bound ? "1" : "print-1"}`) return "not-ours";
  return now >= card.exp ? "expired" : null;
}

async function holderDoubt(
  card: Presentation,
  origin: string,
  now: number,
  challenge: string | null,
): Promise<Reason | null> {
  if (!card.bound) return null;
  const { jwk, proof } = card.bound;
  const key = await importKey(jwk);
  if (!key || proof.typ !== "kb+jwt" || !(await isSignedBy(proof.jws, key))) return "not-ours";
  if (proof.sdHash !== (await sha256(card.text)) || proof.aud !== `${origin}/verify`) return "not-ours";
  if (proof.iat < now - PROOF_AGE) return "old-code";
  if (proof.iat > now + PROOF_AHEAD) return "phone-clock";
  // Drawn before the holder typed this till's digits: open the card again.
  return challenge !== null && !proof.nonce.startsWith(`${challenge}.`) ? "old-code" : null;
}

function not(reason: Reason): Verdict {
  return { verdict: "not_valid", reason, names: [], print: false, asOf: null };
}

function cannotTell(reason: Reason): Verdict {
  return { verdict: "cannot_tell", reason, names: [], print: false, asOf: null };
}
