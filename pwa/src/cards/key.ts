/** The phone's own key for one card: made here, never seen by anyone, losing it is normal (a new code from the fund makes another). */

import { sha256 } from "@goda/card";
import type { PhoneKey, PublicJwk } from "./model.ts";

const P256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const ES256 = { name: "ECDSA", hash: "SHA-256" } as const;

export async function makeKey(): Promise<PhoneKey> {
  const pair = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk: PublicJwk = { crv: "P-256", kty: "EC", x, y };
  return { id: await sha256(JSON.stringify(jwk)), key: pair.privateKey, jwk };
}

/** Sign, and verify with the public half: a browser that stored something else than the key is found out now and not at the till. */
export async function keyWorks({ key, jwk }: PhoneKey): Promise<boolean> {
  try {
    const sample = crypto.getRandomValues(new Uint8Array(32));
    const signature = await crypto.subtle.sign(ES256, key, sample);
    const publicKey = await crypto.subtle.importKey("jwk", { ...jwk }, P256, false, ["verify"]);
    return await crypto.subtle.verify(ES256, publicKey, signature, sample);
  } catch {
    return false;
  }
}
