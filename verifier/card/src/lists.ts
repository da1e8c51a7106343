/**
 * The two signed files a till holds: the key list (who may sign) and the status list (what was annulled). Both are read whole, checked
 * against what was seen before, and kept as text by the caller (card-format.md, "Keys" and "Status list").
 */

import { type Bytes, fromBase64url } from "./bytes.ts";
import {
  hasMembersInAnyOrder as hasMembers,
  importKey,
  isCount,
  isJwk,
  isSignedBy,
  type PublicJwk,
  readJws,
} from "./jws.ts";

/** What a key may sign; each key has exactly one use. */
export type KeyUse = "wallet" | "print" | "status";

/** One key of the list, ready to verify with. */
export interface ListedKey {
  readonly use: KeyUse;
  readonly nbf: number;
  readonly exp: number;
  readonly compromised: boolean;
  readonly key: CryptoKey;
}

/** A key list whose root signature holds. It may have expired since: `verdict` looks. */
export interface KeyList {
  readonly iss: string;
  readonly exp: number;
  readonly version: number;
  readonly keys: ReadonlyMap<string, ListedKey>;
  readonly jws: string;
}

/** A status list whose signature holds. It may have expired since: `verdict` looks. */
export interface StatusList {
  readonly uri: string;
  readonly iat: number;
  readonly exp: number;
  /** One bit an index, least significant first; set means annulled. */
  readonly bits: Uint8Array;
}

/** The pinned root: a public key and the name it signs under. */
export interface RootKey extends PublicJwk {
  readonly kid: string;
}

/** Thrown when a list is not believed; `code` says why: `malformed`, `signature`, `address`, `expired` or `older`. */
export class ListRefused extends Error {
  override readonly name = "ListRefused";
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const KEY_LIST_LIFE = 90 * 86_400;
const STATUS_LIST_LIFE = 86_400;
const STATUS_LIST_BYTES = 2 ** 20 / 8;
const KID = /^[a-z0-9]{3,4}$/;
const USES = ["wallet", "print", "status"];
const STATES = ["next", "active", "retired", "compromised"];

/**
 * Reads a key list signed by the pinned root. `seen` is the newest list read before: a lower version, or the same version with other
 * bytes, is refused. Throws ListRefused.
 */
export async function readKeyList(
  jws: string,
  root: RootKey,
  now: number,
  seen?: Pick<KeyList, "version" | "jws">,
): Promise<KeyList> {
  const parsed = readJws(jws);
  const rootKey = await importKey(root);
  if (
    !parsed ||
    !hasMembers(parsed.header, "alg", "typ", "kid") ||
    parsed.header.alg !== "ES256" ||
    parsed.header.typ !== "goda-keys+jwt"
  )
    throw new ListRefused("malformed");
  if (parsed.header.kid !== root.kid || !rootKey || !(await isSignedBy(parsed, rootKey)))
    throw new ListRefused("signature");
  const list = parsed.payload;
  if (
    !hasMembers(list, "iss", "iat", "exp", "version", "keys") ||
    typeof list.iss !== "string" ||
    !isCount(list.iat) ||
    !isCount(list.exp) ||
    !isCount(list.version) ||
    !livesAtMost(KEY_LIST_LIFE, list.iat, list.exp) ||
    !Array.isArray(list.keys)
  )
    throw new ListRefused("malformed");
  const keys = new Map<string, ListedKey>();
  for (const entry of list.keys as unknown[]) {
    const [kid, key] = await readListedKey(entry);
    if (keys.has(kid)) throw new ListRefused("malformed");
    keys.set(kid, key);
  }
  if (now >= list.exp) throw new ListRefused("expired");
  if (seen && (list.version < seen.version || (list.version === seen.version && jws !== seen.jws)))
    throw new ListRefused("older");
  return { iss: list.iss, exp: list.exp, version: list.version, keys, jws };
}

async function readListedKey(entry: unknown): Promise<[string, ListedKey]> {
  if (
    !hasMembers(entry, "kid", "jwk", "use", "nbf", "exp", "state") ||
    typeof entry.kid !== "string" ||
    !KID.test(entry.kid) ||
    !isJwk(entry.jwk) ||
    !USES.includes(entry.use as string) ||
    !isCount(entry.nbf) ||
    !isCount(entry.exp) ||
    !STATES.includes(entry.state as string)
  )
    throw new ListRefused("malformed");
  const key = await importKey(entry.jwk);
  if (!key) throw new ListRefused("malformed");
  const { nbf, exp } = entry;
  return [entry.kid, { use: entry.use as KeyUse, nbf, exp, compromised: entry.state === "compromised", key }];
}

/**
 * Reads the status list at `uri`, signed by a status key of `keys`. `seen` is the `iat` of the newest list read before: an older one is
 * refused, so that nobody can play back yesterday's. The key must have been in force when the list was made. A list past its `exp` is read: an annulled card stays annulled. Throws ListRefused.
 */
export async function readStatusList(
  jwt: string,
  keys: KeyList,
  uri: string,
  now: number,
  seen?: number,
): Promise<StatusList> {
  const parsed = readJws(jwt);
  if (
    !parsed ||
    !hasMembers(parsed.header, "alg", "typ", "kid") ||
    parsed.header.alg !== "ES256" ||
    parsed.header.typ !== "statuslist+jwt"
  )
    throw new ListRefused("malformed");
  const key = keys.keys.get(parsed.header.kid as string);
  if (now >= keys.exp) throw new ListRefused("expired");
  if (key?.use !== "status" || key.compromised || !(await isSignedBy(parsed, key.key)))
    throw new ListRefused("signature");
  const list = parsed.payload;
  if (
    !hasMembers(list, "sub", "iat", "exp", "ttl", "status_list") ||
    !isCount(list.iat) ||
    !isCount(list.exp) ||
    !isCount(list.ttl) ||
    !livesAtMost(STATUS_LIST_LIFE, list.iat, list.exp) ||
    !hasMembers(list.status_list, "bits", "lst") ||
    list.status_list.bits !== 1 ||
    typeof list.status_list.lst !== "string"
  )
    throw new ListRefused("malformed");
  if (list.sub !== uri) throw new ListRefused("address");
  if (list.iat < key.nbf || list.iat >= key.exp) throw new ListRefused("signature");
  if (seen !== undefined && list.iat < seen) throw new ListRefused("older");
  return { uri, iat: list.iat, exp: list.exp, bits: await inflateBits(fromBase64url(list.status_list.lst)) };
}

/** A list from the future is read all the same: a till whose clock is behind must still learn that it is. */
function livesAtMost(seconds: number, iat: number, exp: number): boolean {
  return iat < exp && exp <= iat + seconds;
}

/** By the browser's own inflater: away from the screen's thread, and as strict as zlib (checksum, nothing after the end). */
async function inflateBits(packed: Bytes | null): Promise<Uint8Array> {
  if (!packed) throw new ListRefused("malformed");
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const bits = new Uint8Array(STATUS_LIST_BYTES);
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bits.set(part.value, size); // throws where a list is too long
      size += part.value.length;
    }
  } catch {
    void reader.cancel().catch(() => undefined);
    size = 0;
  }
  if (size === 0) throw new ListRefused("malformed");
  return bits.subarray(0, size);
}
