/** Bytes and text: base64url, UTF-8, SHA-256. Strict where strangers' input is read; nothing here knows about cards. */

/** A byte array that WebCrypto accepts (never over shared memory). */
export type Bytes = Uint8Array<ArrayBuffer>;

const BASE64URL = /^[A-Za-z0-9_-]*$/;
const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF, which would otherwise vanish and let two byte strings read as one text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Text of UTF-8 `bytes`; throws TypeError if they are not well formed. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Base64url without padding (RFC 7515, appendix C). */
export function base64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Bytes of canonical base64url, or null: no padding, no foreign characters, no loose bits at the end. */
export function fromBase64url(encoded: string): Bytes | null {
  if (!BASE64URL.test(encoded) || encoded.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return base64url(bytes) === encoded ? bytes : null;
}

/** SHA-256 of a text's UTF-8 bytes, as base64url. */
export async function sha256(value: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(value))));
}
