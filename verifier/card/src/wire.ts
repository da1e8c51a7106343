/**
 * What the QR code carries: `pack` turns an SD-JWT(+KB) into decimal digits, `unpack` gives back the exact string (card-format.md, "The QR").
 * Says nothing about whether the token is true; `verdict` does.
 */

import { deflateSync } from "fflate";
import { type Bytes, base64url, fromBase64url, utf8 } from "./bytes.ts";
import { DICTIONARY_1 } from "./dictionary.ts";
import { inflateRaw } from "./inflate.ts";

/** `33` is ours, `01` names the dictionary. */
export const PREFIX = "3301";
/** Longest code that is read, prefix included: twice what version 15-L holds. */
export const MAX_DIGITS = 2000;
/** Longest inflated text, so that a small code cannot make the till work long. */
export const MAX_INFLATED = 4096;

const SIGNATURE = 64;
const LF = 10;
/** Digits for a block of k bytes: the fewest that hold 256^k values. */
const DIGITS_OF = [0, 3, 5, 8, 10, 13, 15, 17];
const ONLY_DIGITS = /^[0-9]+$/;
const dictionary = utf8(DICTIONARY_1);

/** Thrown by `unpack` when digits are not one of our codes. */
export class NotOurs extends Error {
  override readonly name = "NotOurs";
}

/** Digits of a token `jws~` or `jws~kb`. Throws NotOurs if the token is not of that shape. */
export function pack(token: string): string {
  const jwts = token.split("~");
  if (jwts.length !== 2) throw new NotOurs("not a token");
  if (jwts[1] === "") jwts.pop();
  const signatures: Uint8Array[] = [];
  const parts: Uint8Array[] = [];
  for (const jwt of jwts) {
    const [header, payload, signature, more] = jwt.split(".").map(fromBase64url);
    if (!header?.length || !payload?.length || signature?.length !== SIGNATURE || more !== undefined)
      throw new NotOurs("not a token");
    parts.push(header, payload);
    signatures.push(signature);
  }
  const packed = deflateSync(join(parts, LF), { level: 9, dictionary });
  return PREFIX + toDigits(join([Uint8Array.of(jwts.length), ...signatures, packed]));
}

/** The token in `digits`. Throws NotOurs for anything that `pack` could not have meant. */
export function unpack(digits: string): string {
  if (!digits.startsWith(PREFIX) || digits.length > MAX_DIGITS) throw new NotOurs("prefix or length");
  const bytes = fromDigits(digits.slice(PREFIX.length));
  const count = bytes[0];
  if (count !== 1 && count !== 2) throw new NotOurs("count of parts");
  const body = 1 + count * SIGNATURE;
  const parts = split(inflate(bytes.subarray(body)), LF);
  if (parts.length !== 2 * count) throw new NotOurs("parts");
  const jwts = [];
  for (let i = 0; i < count; i++) {
    const signature = bytes.subarray(1 + i * SIGNATURE, 1 + (i + 1) * SIGNATURE);
    jwts.push([...parts.slice(2 * i, 2 * i + 2), signature].map(base64url).join("."));
  }
  return `${jwts[0]}~${jwts[1] ?? ""}`;
}

function inflate(packed: Uint8Array): Uint8Array {
  try {
    return inflateRaw(packed, MAX_INFLATED, dictionary);
  } catch {
    throw new NotOurs("deflate");
  }
}

/** Every 7 bytes, an unsigned big-endian number, become 17 digits; leading zeros stay. */
export function toDigits(bytes: Uint8Array): string {
  let digits = "";
  for (let i = 0; i < bytes.length; i += 7) {
    const block = bytes.subarray(i, i + 7);
    let value = 0n;
    for (const byte of block) value = (value << 8n) | BigInt(byte);
    digits += value.toString().padStart(DIGITS_OF[block.length] ?? 0, "0");
  }
  return digits;
}

/** The bytes of `digits`; throws NotOurs where no bytes have them. */
export function fromDigits(digits: string): Bytes {
  if (!ONLY_DIGITS.test(digits)) throw new NotOurs("not digits");
  const tail = DIGITS_OF.indexOf(digits.length % 17);
  if (tail < 0) throw new NotOurs("length");
  const bytes = new Uint8Array(7 * Math.floor(digits.length / 17) + tail);
  for (let i = 0, at = 0; i < digits.length; i += 17) {
    const block = digits.slice(i, i + 17);
    const size = block.length === 17 ? 7 : tail;
    let value = BigInt(block);
    for (let j = size - 1; j >= 0; j--, value >>= 8n) bytes[at + j] = Number(value & 255n);
    if (value) throw new NotOurs("block out of range");
    at += size;
  }
  return bytes;
}

function split(bytes: Uint8Array, mark: number): Uint8Array[] {
  const parts = [];
  let start = 0;
  for (let end = bytes.indexOf(mark); end >= 0; end = bytes.indexOf(mark, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  parts.push(bytes.subarray(start));
  return parts;
}

function join(parts: readonly Uint8Array[], mark?: number): Bytes {
  const glue = mark === undefined ? 0 : 1;
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length + glue, -glue));
  let at = 0;
  for (const part of parts) {
    if (glue && at) joined[at++] = mark ?? 0;
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
