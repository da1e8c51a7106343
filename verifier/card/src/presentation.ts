/** The shape of a token, checked before any key is looked at (card-format.md, step 1). What it claims is `verdict`'s business. */

import { fromBase64url, sha256 } from "./bytes.ts";
import { hasMembers, isCount, isJwk, type Jws, type PublicJwk, readJws } from "./jws.ts";
import { NotOurs, unpack } from "./wire.ts";

/** A token of the right shape, with nothing verified. */
export interface Presentation {
  readonly credential: Jws;
  readonly typ: string;
  readonly kid: string;
  readonly iss: string;
  readonly vct: string;
  readonly exp: number;
  readonly idx: number;
  readonly uri: string;
  readonly names: readonly string[];
  /** The phone's key and its proof: both or neither. */
  readonly bound: { readonly jwk: PublicJwk; readonly proof: Proof } | null;
  /** The credential up to and including its tilde, over which `sd_hash` is taken. */
  readonly text: string;
}

/** The phone's key-binding JWT, taken apart. */
export interface Proof {
  readonly jws: Jws;
  readonly typ: string;
  readonly iat: number;
  readonly aud: string;
  readonly nonce: string;
  readonly sdHash: string;
}

/** Longest token: twice what the inflated parts of a code come to. */
const MAX_TOKEN = 8192;
const SHA256 = 32;
const KID = /^[a-z0-9]{3,4}$/;
const NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,60}$/u;
/** 11 characters hold 64 bits: the last carries four of them, so it is one of sixteen. */
const NONCE = /^([0-9]{2,3}\.)?[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$/;

/** The presentation in a scanned text (digits, or the token itself), or null if it is not one of ours. */
export function readPresentation(scanned: string): Presentation | null {
  let token = scanned;
  try {
    if (!scanned.includes("~")) token = unpack(scanned);
  } catch (error) {
    if (error instanceof NotOurs) return null;
    throw error;
  }
  if (token.length > MAX_TOKEN) return null;
  const [jws = "", kb, more] = token.split("~");
  const credential = readJws(jws);
  if (!credential || kb === undefined || more !== undefined) return null;
  const { header, payload } = credential;
  const wallet = hasMembers(payload, "iss", "vct", "exp", "status", "names", "cnf");
  if (!wallet && !hasMembers(payload, "iss", "vct", "exp", "status", "names")) return null;
  const { iss, vct, exp, status, names } = payload;
  if (
    !hasMembers(header, "alg", "typ", "kid") ||
    header.alg !== "ES256" ||
    typeof header.kid !== "string" ||
    !KID.test(header.kid) ||
    typeof iss !== "string" ||
    !isCount(exp) ||
    !hasMembers(status, "status_list") ||
    !hasMembers(status.status_list, "idx", "uri") ||
    !areNames(names)
  )
    return null;
  const { idx, uri } = status.status_list;
  if (!isCount(idx) || typeof uri !== "string" || typeof vct !== "string" || typeof header.typ !== "string")
    return null;
  let bound: Presentation["bound"] = null;
  if (wallet) {
    const proof = readProof(kb);
    if (!proof || !hasMembers(payload.cnf, "jwk") || !isJwk(payload.cnf.jwk)) return null;
    bound = { jwk: payload.cnf.jwk, proof };
  } else if (kb !== "") return null;
  return {
    credential,
    typ: header.typ,
    kid: header.kid,
    iss,
    vct,
    exp,
    idx,
    uri,
    names,
    bound,
    text: `${jws}~`,
  };
}

function readProof(kb: string): Proof | null {
  const jws = readJws(kb);
  if (!jws || !hasMembers(jws.header, "alg", "typ") || jws.header.alg !== "ES256") return null;
  if (!hasMembers(jws.payload, "iat", "aud", "nonce", "sd_hash")) return null;
  const { iat, aud, nonce, sd_hash: sdHash } = jws.payload;
  const { typ } = jws.header;
  if (!isCount(iat) || typeof typ !== "string" || typeof aud !== "string") return null;
  if (typeof nonce !== "string" || !NONCE.test(nonce)) return null;
  if (typeof sdHash !== "string" || fromBase64url(sdHash)?.length !== SHA256) return null;
  return { jws, typ, iat, aud, nonce, sdHash };
}

/** R-4, D-6: names and nothing else, as the family chose them; nothing that could hide, reorder or overflow on the cashier's screen. */
function areNames(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= 6 &&
    value.every((name) => typeof name === "string" && NAME.test(name) && name.normalize("NFC") === name)
  );
}

/** Under what a till remembers a wallet code for two minutes: not the digits and not the token, whose signatures can be varied. Null for print. */
export async function seenKey(scanned: string): Promise<string | null> {
  const presentation = readPresentation(scanned);
  if (!presentation?.bound) return null;
  const { iat, nonce } = presentation.bound.proof;
  return sha256(JSON.stringify([presentation.kid, presentation.idx, iat, nonce]));
}
