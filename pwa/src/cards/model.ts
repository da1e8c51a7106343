/** A card on this phone, and what can be said of it at a moment. Pure. */

import { rigaDay } from "../base/riga.ts";

/** The card as the fund tells it (`GET /wallet/card`). */
export interface Card {
  /** Random; the number is not kept on the phone. */
  readonly id: string;
  readonly holder: string;
  readonly names: readonly string[];
  /** First and last valid day in Riga, `2026-11-22`. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly state: "valid" | "expired" | "annulled";
  readonly annulledOn: string | null;
  readonly cause: string | null;
}

/** A phone that has this card. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly addedAt: string;
  readonly lastSeen: string | null;
  readonly current: boolean;
}

/** What the fund answers to an activation or a renewal. */
export interface Issued {
  readonly card: Card;
  readonly device: Device;
  /** `jws~`; empty until the card's first day. */
  readonly credential: string;
  /** Seconds since 1970: when to ask for the next, and when this one ends. */
  readonly renewAt: number;
  readonly expires: number;
}

/** P-256 public key, members in the order of RFC 7638. */
export interface PublicJwk {
  readonly crv: "P-256";
  readonly kty: "EC";
  readonly x: string;
  readonly y: string;
}

/** A key of this phone; the private half cannot leave the browser. */
export interface PhoneKey {
  /** RFC 7638 thumbprint. */
  readonly id: string;
  readonly key: CryptoKey;
  readonly jwk: PublicJwk;
}

/** One card with its key, stored as one record. */
export interface KeptCard extends PhoneKey, Issued {
  /** QR version of this credential's codes: fixed, so that the code never changes its size. */
  readonly version: number;
  /** Why the fund no longer answers this phone, if so. */
  readonly trouble: "removed" | "unknown" | null;
  /** When the fund last answered, seconds since 1970. */
  readonly checkedAt: number;
}

/**
 * What the family is told:
 * `valid` shows a code; `unknown` too, since the credential may still be good; `notYet` and `stale` (the credential ran out
 * without a network) wait; `expired`, `annulled`, `removed` are over.
 */
export type Standing = "valid" | "unknown" | "notYet" | "stale" | "expired" | "annulled" | "removed";

/** Standing at `ms` (corrected clock). */
export function standing(kept: KeptCard, ms: number): Standing {
  const today = rigaDay(ms);
  if (kept.card.state === "annulled") return "annulled";
  if (kept.card.state === "expired" || today > kept.card.validTo) return "expired";
  if (kept.trouble === "removed") return "removed";
  if (today < kept.card.validFrom) return "notYet";
  if (ms / 1000 >= kept.expires) return "stale";
  return kept.trouble === "unknown" ? "unknown" : "valid";
}

/**
 * The cards to show at `ms`. After a renewal a phone has two of one holder: the one that is valid today stands for both, so that the old
 * works to its last day and the new takes over by itself. Two namesakes with a valid card each are both shown.
 */
export function shownAt(all: readonly KeptCard[], ms: number): KeptCard[] {
  const works = (kept: KeptCard) => ["valid", "unknown"].includes(standing(kept, ms));
  const last = new Map<string, KeptCard>();
  for (const kept of all) {
    const other = last.get(kept.card.holder);
    if (!other || kept.card.validTo > other.card.validTo) last.set(kept.card.holder, kept);
  }
  const served = new Set(all.filter(works).map(({ card }) => card.holder));
  return all.filter((kept) => (served.has(kept.card.holder) ? works(kept) : last.get(kept.card.holder) === kept));
}

/** Is it time to ask for the next credential? A card that is over asks no more. */
export function renewalDue(kept: KeptCard, ms: number): boolean {
  const now = standing(kept, ms);
  return ms / 1000 >= kept.renewAt && (now === "valid" || now === "stale" || now === "notYet" || now === "unknown");
}
