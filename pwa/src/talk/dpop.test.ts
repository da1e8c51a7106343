import { fromBase64url } from "@goda/card";
import { expect, test } from "vitest";
import { makeKey } from "../cards/key.ts";
import { proofOf } from "./dpop.ts";

test("a proof is bound to key, request, time and nonce, and no two are alike (RFC 9449)", async () => {
  const key = await makeKey();
  const request = { method: "POST", url: "https://3plus.example/wallet/renewals", iat: 1795348800, nonce: "n" };
  const [one = "", two = ""] = await Promise.all([proofOf(key, request), proofOf(key, request)]);
  const parts = one.split(".").map((part) => fromBase64url(part) ?? new Uint8Array());
  const [header, payload] = parts.slice(0, 2).map((part) => JSON.parse(new TextDecoder().decode(part)));
  expect(header).toEqual({ typ: "dpop+jwt", alg: "ES256", jwk: key.jwk });
  expect(payload).toEqual({ jti: expect.any(String), htm: "POST", htu: request.url, iat: request.iat, nonce: "n" });
  expect(two).not.toBe(one);
  const P256 = { name: "ECDSA", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey("jwk", { ...key.jwk }, P256, false, ["verify"]);
  const signed = new TextEncoder().encode(one.slice(0, one.lastIndexOf(".")));
  const signature = parts[2] ?? new Uint8Array();
  expect(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, signature, signed)).toBe(true);
});
