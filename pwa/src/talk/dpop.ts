/** Proof that a request comes from the phone that holds the key (RFC 9449). */

import { base64url } from "@goda/card";
import type { PhoneKey } from "../cards/model.ts";

export interface Request {
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** Seconds since 1970, corrected. */
  readonly iat: number;
  readonly nonce: string;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A new proof; never send one twice. */
export async function proofOf({ key, jwk }: PhoneKey, { method, url, iat, nonce }: Request): Promise<string> {
  const header = { typ: "dpop+jwt", alg: "ES256", jwk };
  const jti = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const payload = { jti, htm: method, htu: url, iat, nonce };
  const signed = [header, payload].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, utf8(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}
