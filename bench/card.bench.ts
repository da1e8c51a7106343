/** The till's verifier against two raw verifications and against @sd-jwt/core, on the same token. Run by `make bench`. */

import { SDJwtInstance } from "@sd-jwt/core";
import { bench, describe } from "vitest";
import text from "../tests/vectors/verdicts.json?raw";
import { fromBase64url, readKeyList, readStatusList, unpack, verdict } from "../verifier/card/src/index.ts";

const file = JSON.parse(text);
const good = file.verdicts.find(
  (v: { text: string; expect: { verdict: string; print: boolean } }) =>
    v.expect.verdict === "valid" && !v.expect.print && v.text.startsWith("3301"),
);
const keys = await readKeyList(file.key_lists[good.keys], file.root, file.now);
const status = await readStatusList(file.status_lists[good.status], keys, `${file.origin}/status/1`, good.now);
const token = unpack(good.text);
const [card = "", proof = ""] = token.split("~");
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const part = (jws: string, place: number) =>
  JSON.parse(new TextDecoder().decode(fromBase64url(jws.split(".")[place] ?? "")));
const load = (jwk: JsonWebKey) =>
  crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
const listed = part(file.key_lists[good.keys], 1).keys.find((key: { kid: string }) => key.kid === part(card, 0).kid);
const [issuer, holder] = await Promise.all([load(listed.jwk), load(part(card, 1).cnf.jwk)]);
const raw = (jws: string, key: CryptoKey) => {
  const dot = jws.lastIndexOf(".");
  return crypto.subtle.verify(
    ES256,
    key,
    fromBase64url(jws.slice(dot + 1)) as BufferSource,
    new TextEncoder().encode(jws.slice(0, dot)),
  );
};
const theirs = new SDJwtInstance({
  hasher: async (data) =>
    new Uint8Array(
      await crypto.subtle.digest("SHA-256", typeof data === "string" ? new TextEncoder().encode(data) : data),
    ),
  hashAlg: "sha-256",
  verifier: async (data, signature) => raw(`${data}.${signature}`, issuer),
  // A till meets the holder's key in the card, so loading it belongs to the check.
  kbVerifier: async (data, signature) => raw(`${data}.${signature}`, await load(part(card, 1).cnf.jwk)),
});

describe("checking a card with its proof", () => {
  bench("two raw ES256 verifications (the limit)", async () => {
    if (!((await raw(card, issuer)) && (await raw(proof, holder)))) throw Error("not verified");
  });
  bench("@goda/card: digits to verdict, status included", async () => {
    const answer = await verdict(good.text, {
      keys,
      status,
      now: good.now,
      origin: file.origin,
      statusAge: good.status_age,
    });
    if (answer.verdict !== "valid") throw Error(answer.reason ?? "");
  });
  bench("@sd-jwt/core: token and key binding only", async () => {
    await theirs.verify(token, { keyBindingNonce: part(proof, 1).nonce });
  });
});
