/** Compact JWS read strictly, and ES256. Knows no claims: each caller names the members it expects. */

import { type Bytes, fromBase64url, text, utf8 } from "./bytes.ts";

/** A JWS taken apart; nothing about it is trusted yet. */
export interface Jws {
  readonly header: unknown;
  readonly payload: unknown;
  /** What the signature covers. */
  readonly signed: Bytes;
  readonly signature: Bytes;
}

/** A P-256 public key as it stands in a token or a key list (RFC 7518, section 6.2), members in this order. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

const COORDINATE = 32;
const SIGNATURE = 64;
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/** Parts of a compact JWS, or null unless every part is canonical base64url and both JSON texts are exactly what serialising them gives. */
export function readJws(jws: string): Jws | null {
  const [header, payload, signature, ...more] = jws.split(".").map(fromBase64url);
  if (!header || !payload || signature?.length !== SIGNATURE || more.length) return null;
  const parsed = { header: exactJson(header), payload: exactJson(payload) };
  if (parsed.header === undefined || parsed.payload === undefined) return null;
  return { ...parsed, signed: utf8(jws.slice(0, jws.lastIndexOf("."))), signature };
}

/** The JSON value, or undefined if writing it again gives other bytes: that refuses spaces, escapes, repeated members, 1.0 and 1e3 at one stroke. */
function exactJson(bytes: Uint8Array): unknown {
  try {
    const source = text(bytes);
    const value: unknown = JSON.parse(source);
    return JSON.stringify(value) === source ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether `value` is an object with exactly the members `names`, in this order. */
export function hasMembers<K extends string>(value: unknown, ...names: readonly K[]): value is Record<K, unknown> {
  return isObject(value) && Object.keys(value).join() === names.join();
}

/** Whether `value` is an object with exactly the members `names`, in any order. */
export function hasMembersInAnyOrder<K extends string>(
  value: unknown,
  ...names: readonly K[]
): value is Record<K, unknown> {
  return isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number from 0 that JavaScript holds exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether `value` has the members of a JWK; whether it is a point of P-256, `importKey` tells. */
export function isJwk(value: unknown): value is PublicJwk {
  return hasMembers(value, "kty", "crv", "x", "y") && Object.values(value).every((part) => typeof part === "string");
}

/** The key for WebCrypto, or null unless it is a point of P-256 with both coordinates in canonical base64url. */
export async function importKey({ kty, crv, x, y }: PublicJwk): Promise<CryptoKey | null> {
  const [left, right] = [fromBase64url(x), fromBase64url(y)];
  if (kty !== "EC" || crv !== "P-256" || left?.length !== COORDINATE || right?.length !== COORDINATE) return null;
  try {
    return await crypto.subtle.importKey("raw", Uint8Array.of(4, ...left, ...right), P256, false, ["verify"]);
  } catch {
    return null;
  }
}

/** Whether `key` made the signature (ES256; high-S counts as good). */
export function isSignedBy(jws: Jws, key: CryptoKey): Promise<boolean> {
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, jws.signature, jws.signed);
}
