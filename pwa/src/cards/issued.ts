/** What the fund issued, made ready to be kept. */

import { fromBase64url } from "@goda/card";
import { seconds } from "../base/clock.ts";
import { fixVersion } from "../code/make.ts";
import type { Issued, KeptCard, PhoneKey } from "./model.ts";

/** Before a card's first day the fund signs nothing: the phone comes for it on that day. */
export const isAwaited = ({ credential }: Issued): boolean => credential === "";

/** A credential is believed only if it is bound to this phone's key: another would be refused at every till. */
export function isFor({ credential }: Issued, { jwk }: PhoneKey): boolean {
  try {
    const payload = fromBase64url(credential.split(".")[1] ?? "") ?? new Uint8Array();
    const { cnf } = JSON.parse(new TextDecoder().decode(payload)) as { cnf?: { jwk?: JsonWebKey } };
    return cnf?.jwk?.x === jwk.x && cnf.jwk.y === jwk.y && credential.endsWith("~");
  } catch {
    return false;
  }
}

/** The record to keep: its codes' version is measured here, once. */
export async function keptOf({ id, key, jwk }: PhoneKey, issued: Issued): Promise<KeptCard> {
  const version = isAwaited(issued) ? 0 : await fixVersion({ key, credential: issued.credential }, seconds());
  const { card, device, credential, renewAt, expires } = issued;
  return { id, key, jwk, card, device, credential, renewAt, expires, version, trouble: null, checkedAt: seconds() };
}
