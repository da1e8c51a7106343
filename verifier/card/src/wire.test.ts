import { expect, test } from "vitest";
import { base64url, buildProof, NotOurs, newNonce, pack, unpack } from "./index.ts";

const names = ["Jānis Bērziņš", "Anna Bērziņa", "Kārlis Bērziņš", "Elīza Bērziņa"];

async function token(): Promise<string> {
  const { privateKey: key, publicKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["sign", "verify"],
  );
  const { x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const origin = "https://3plus.example";
  const part = (value: unknown) => base64url(new TextEncoder().encode(JSON.stringify(value)));
  const payload = {
    iss: origin,
    vct: `${origin}/vct/1`,
    exp: 1797897600,
    status: { status_list: { idx: 482913, uri: `${origin}/status/1` } },
    names,
    cnf: { jwk: { kty: "EC", crv: "P-256", x, y } },
  };
  const signature = base64url(crypto.getRandomValues(new Uint8Array(64)));
  const credential = `${part({ alg: "ES256", typ: "dc+sd-jwt", kid: "26a" })}.${part(payload)}.${signature}~`;
  return credential + (await buildProof({ credential, key, iat: 1795219200, origin, nonce: newNonce() }));
}

test("unpacking gives back the exact token, wallet and print", async () => {
  const wallet = await token();
  expect(unpack(pack(wallet))).toBe(wallet);
  const print = wallet.slice(0, wallet.indexOf("~") + 1);
  expect(unpack(pack(print))).toBe(print);
});

test("four names with key and proof stay within version 13-L, 1022 digits", async () => {
  for (let i = 0; i < 50; i++) expect(pack(await token()).length).toBeLessThanOrEqual(1022);
});

test.each(["", "33", "3301", "3302123", "3301٣٣٣", "3301 123", `3301${"9".repeat(17)}`, `3301${"0".repeat(2000)}`])(
  "%j is not ours",
  (digits) => expect(() => unpack(digits)).toThrow(NotOurs),
);

test.each(["", "~", "a.b.c", "a.b.c~", "https://3plus.example/#x"])("%j cannot be packed", (text) =>
  expect(() => pack(text)).toThrow(NotOurs),
);
