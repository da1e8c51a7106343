/** The phone's side of a presentation: the key-binding JWT (card-format.md, "Proof"; RFC 9901, section 4.3). */

import { base64url, sha256, utf8 } from "./bytes.ts";

/** Header of every proof, as signed. */
export const PROOF_HEADER = '{"alg":"ES256","typ":"kb+jwt"}';

/** What a proof is made of. */
export interface ProofInput {
  /** The credential up to and including its tilde, `jws~`. */
  readonly credential: string;
  /** The phone's P-256 private key, the one in the credential's `cnf`. */
  readonly key: CryptoKey;
  /** Seconds since 1970, whole. */
  readonly iat: number;
  /** The issuer's origin, without a slash at the end. */
  readonly origin: string;
  /** 11 base64url characters of fresh randomness (`newNonce`), after `dd.` or `ddd.` if the till asked for a challenge. */
  readonly nonce: string;
}

/** The key-binding JWT alone; a presentation is `credential + proof`, and `pack` makes its digits. */
export async function buildProof({ credential, key, iat, origin, nonce }: ProofInput): Promise<string> {
  const payload = JSON.stringify({ iat, aud: `${origin}/verify`, nonce, sd_hash: await sha256(credential) });
  const signed = `${base64url(utf8(PROOF_HEADER))}.${base64url(utf8(payload))}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, utf8(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/** A nonce of 64 random bits; `challenge` is the two or three digits that a till showed. */
export function newNonce(challenge?: string): string {
  const random = base64url(crypto.getRandomValues(new Uint8Array(8)));
  return challenge === undefined ? random : `${challenge}.${random}`;
}
