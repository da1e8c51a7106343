/** One code of the card: a fresh proof by the phone's key, packed into digits, drawn as one numeric segment. */

import { buildProof, newNonce, pack } from "@goda/card";
import { type Bitmap2D, correction, generate, mode } from "lean-qr";
import { settings } from "../base/settings.ts";
import type { Issued, PhoneKey } from "../cards/model.ts";
import { fits, versionFor } from "./version.ts";

export interface Code {
  readonly bitmap: Bitmap2D;
  /** Second from which it is fresh. */
  readonly iat: number;
}

type Signer = Pick<PhoneKey, "key"> & Pick<Issued, "credential">;

/** A nonce that packs long is thrown away and drawn again; more than a few in a row do not happen. */
const TRIES = 8;

/** The code for second `iat`; `challenge` is what the cashier's screen shows, if it asked. */
export async function makeCode(card: Signer & { version: number }, iat: number, challenge?: string): Promise<Code> {
  let digits = await digitsOf(card, iat, challenge);
  for (let tries = 1; tries < TRIES && !fits(digits.length, card.version); tries++)
    digits = await digitsOf(card, iat, challenge);
  const version = fits(digits.length, card.version) ? card.version : versionFor(digits.length);
  return { bitmap: drawn(digits, version), iat };
}

/** The version for all codes of a new credential, with a challenge or without. */
export async function fixVersion(card: Signer, iat: number): Promise<number> {
  const samples = await Promise.all(["000", "479", "985"].map((challenge) => digitsOf(card, iat, challenge)));
  return versionFor(Math.max(...samples.map((digits) => digits.length)));
}

/** Level L: on a screen more correction costs two versions and gains nothing. */
export function drawn(digits: string, version: number): Bitmap2D {
  const level = { minCorrectionLevel: correction.L, maxCorrectionLevel: correction.L };
  return generate(mode.numeric(digits), { ...level, minVersion: version, maxVersion: version });
}

async function digitsOf({ key, credential }: Signer, iat: number, challenge?: string): Promise<string> {
  const proof = await buildProof({ credential, key, iat, origin: settings.issuer, nonce: newNonce(challenge) });
  return pack(credential + proof);
}
