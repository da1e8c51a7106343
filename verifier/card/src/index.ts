/**
 * @goda/card: the family card as a till and a phone see it. Plain functions over WebCrypto and fflate, no DOM, no network, no storage.
 *
 * A till calls `verdict` on what it scanned, with a key list and a status list read by `readKeyList` and `readStatusList`. A phone calls `buildProof`
 * and `pack`. The format is fixed by card-format.md and by the vectors in tests/vectors, which the server's Python passes too.
 */

export { base64url, fromBase64url, sha256 } from "./bytes.ts";
export {
  type KeyList,
  type KeyUse,
  type ListedKey,
  ListRefused,
  type RootKey,
  readKeyList,
  readStatusList,
  type StatusList,
} from "./lists.ts";
export { seenKey } from "./presentation.ts";
export { buildProof, newNonce, type ProofInput } from "./proof.ts";
export { type Answer, type Reason, type Till, type Verdict, verdict } from "./verdict.ts";
export { NotOurs, pack, unpack } from "./wire.ts";
