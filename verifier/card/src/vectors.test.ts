/** The vectors that Python passes too (tests/vectors/README.md). Where the two languages differ, card-format.md decides who is wrong. */

import { describe, expect, test } from "vitest";
import listsText from "../../../tests/vectors/lists.json?raw";
import verdictsText from "../../../tests/vectors/verdicts.json?raw";
import wireText from "../../../tests/vectors/wire.json?raw";
import { sha256 } from "./bytes.ts";
import { DICTIONARY_1 } from "./dictionary.ts";
import {
  type KeyList,
  ListRefused,
  NotOurs,
  pack,
  type RootKey,
  readKeyList,
  readStatusList,
  type StatusList,
  unpack,
  type Verdict,
  verdict,
} from "./index.ts";
import { fromDigits, toDigits } from "./wire.ts";

interface File {
  dictionary_sha256: string;
  origin: string;
  now: number;
  root: RootKey;
}
interface Expected {
  verdict: string;
  reason: string | null;
  names: string[];
  print: boolean;
  as_of: number | null;
}
interface Verdicts extends File {
  key_lists: Record<string, string>;
  status_lists: Record<string, string>;
  verdicts: {
    name: string;
    text: string;
    now: number;
    keys: string | null;
    status: string | null;
    status_age: number | null;
    asked: string | null;
    expect: Expected;
  }[];
  prefixes: { name: string; text: string; reason: string }[];
}
interface Lists extends File {
  keys: string;
  key_list_reads: { name: string; jws: string; now: number; seen: string | null; root?: RootKey; expect: string }[];
  status_list_reads: {
    name: string;
    jwt: string;
    uri: string;
    now: number;
    seen: string | null;
    keys?: string;
    expect: "refused" | { size: number; annulled: number[]; not_annulled: number[] };
  }[];
}
interface Wire extends File {
  unpack: { name: string; digits: string; token: string | null }[];
  blocks: { bytes: string; digits: string }[];
}

const wire: Wire = JSON.parse(wireText);
const lists: Lists = JSON.parse(listsText);
const verdicts: Verdicts = JSON.parse(verdictsText);

test("the dictionary is the server's, byte for byte", async () => {
  const hex = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(DICTIONARY_1))));
  expect(hex.map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(wire.dictionary_sha256);
  expect(await sha256(DICTIONARY_1)).not.toBe("");
});

describe("wire", () => {
  test.each(wire.unpack)("unpack: $name", ({ digits, token }) => {
    if (token === null) expect(() => unpack(digits)).toThrow(NotOurs);
    else {
      expect(unpack(digits)).toBe(token);
      expect(unpack(pack(token))).toBe(token);
    }
  });
  test.each(wire.blocks)("block $bytes", ({ bytes, digits }) => {
    const raw = Uint8Array.from(bytes.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    expect(toDigits(raw)).toBe(digits);
    expect(fromDigits(digits)).toEqual(raw);
  });
});

describe("key lists", () => {
  test.each(lists.key_list_reads)("$name", async ({ jws, now, seen, root, expect: expected }) => {
    const before = seen === null ? undefined : await readKeyList(seen, lists.root, lists.now);
    const reading = readKeyList(jws, root ?? lists.root, now, before);
    if (expected === "refused") await expect(reading).rejects.toThrow(ListRefused);
    else expect((await reading).jws).toBe(jws);
  });
});

describe("status lists", () => {
  test.each(lists.status_list_reads)("$name", async ({ jwt, uri, now, seen, keys, expect: expected }) => {
    const held = await readKeyList(keys ?? lists.keys, lists.root, lists.now);
    const before = seen === null ? undefined : (await readStatusList(seen, held, uri, lists.now)).iat;
    const reading = readStatusList(jwt, held, uri, now, before);
    if (expected === "refused") {
      await expect(reading).rejects.toThrow(ListRefused);
      return;
    }
    const { bits } = await reading;
    const isSet = (index: number) => ((bits[index >> 3] ?? 0) >> (index & 7)) & 1;
    expect(bits.length * 8).toBe(expected.size);
    expect(expected.annulled.filter((index) => !isSet(index))).toEqual([]);
    expect(expected.not_annulled.filter(isSet)).toEqual([]);
  });
});

describe("verdicts", async () => {
  const keys = new Map<string, KeyList>();
  const statuses = new Map<string, StatusList>();
  for (const [name, jws] of Object.entries(verdicts.key_lists))
    keys.set(name, await readKeyList(jws, verdicts.root, verdicts.now));
  const good = keys.get("good") as KeyList;
  for (const [name, jwt] of Object.entries(verdicts.status_lists))
    statuses.set(name, await readStatusList(jwt, good, subject(jwt), verdicts.now));

  test.each(verdicts.verdicts)("$name", async ({ text, now, keys: k, status, status_age, asked, expect: expected }) => {
    const said = await verdict(text, {
      keys: k === null ? null : (keys.get(k) ?? null),
      status: status === null ? null : (statuses.get(status) ?? null),
      now,
      origin: verdicts.origin,
      statusAge: status_age,
      challenge: asked,
    });
    const { as_of: asOf, ...rest } = expected;
    expect(said).toEqual({ ...rest, asOf } as Verdict);
  });

  test.each(verdicts.prefixes)("every beginning of $name is not valid", async ({ text, reason }) => {
    const { origin, now } = verdicts;
    const till = { keys: good, status: statuses.get("fresh") ?? null, now, origin, statusAge: 0 };
    for (let length = 0; length < text.length; length++) {
      const said = await verdict(text.slice(0, length), till);
      expect([length, said.verdict, said.reason]).toEqual([length, "not_valid", reason]);
    }
  });
});

function subject(jwt: string): string {
  return JSON.parse(atob((jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"))).sub;
}
