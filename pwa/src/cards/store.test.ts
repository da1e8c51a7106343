import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import { keyWorks, makeKey } from "./key.ts";
import type { KeptCard, PhoneKey } from "./model.ts";
import { openStore, sessionStore } from "./store.ts";

// fake-indexeddb clones with structuredClone, which in Node knows no CryptoKey: here a card's key is a plain stand-in, the browser tests keep real ones.
const key = {} as CryptoKey;
const phone = (id: string): PhoneKey => ({ id, key, jwk: { crv: "P-256", kty: "EC", x: id, y: id } });
const kept = (id: string, card: string, addedAt = "2026-11-22T10:00:00Z"): KeptCard => ({
  ...phone(id),
  card: {
    id: card,
    holder: "Anna Bērziņa",
    names: ["Anna Bērziņa"],
    validFrom: "2026-11-22",
    validTo: "2027-06-30",
    state: "valid",
    annulledOn: null,
    cause: null,
  },
  device: { id, name: "tālrunis", addedAt, lastSeen: null, current: true },
  credential: "a.b.c~",
  renewAt: 1,
  expires: 2,
  version: 13,
  trouble: null,
  checkedAt: 0,
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe.each([
  ["IndexedDB", openStore],
  ["the session's memory", async () => sessionStore()],
] as const)("in %s", (_name, open) => {
  test("a card and its key come and the waiting key goes in one step", async () => {
    const store = await open();
    await store.begin("7K3MQ", phone("a"));
    expect((await store.pending("7K3MQ"))?.id).toBe("a");
    await store.enrol(kept("a", "7K3M-9QXA-4"), "7K3MQ");
    expect(await store.pending("7K3MQ")).toBeUndefined();
    expect((await store.card("a"))?.card.id).toBe("7K3M-9QXA-4");
  });

  test("the same card activated again takes the old one's place, another stands beside it", async () => {
    const store = await open();
    await store.enrol(kept("a", "7K3M-9QXA-4"), "AAAAA");
    await store.enrol(kept("b", "PPPP-PPPP-P", "2026-11-22T11:00:00Z"), "BBBBB");
    await store.enrol(kept("c", "7K3M-9QXA-4", "2026-11-22T12:00:00Z"), "CCCCC");
    expect((await store.cards()).map(({ id }) => id)).toEqual(["b", "c"]);
  });

  test("a renewal that ends after the card was removed does not bring it back", async () => {
    const store = await open();
    await store.enrol(kept("a", "7K3M-9QXA-4"), "AAAAA");
    await store.remove("a");
    await store.update(kept("a", "7K3M-9QXA-4"));
    expect(await store.cards()).toEqual([]);
  });
});

test("a browser that refuses storage gives a store for the session, and says so", async () => {
  globalThis.indexedDB = {
    open() {
      throw new DOMException("refused", "SecurityError");
    },
  } as unknown as IDBFactory;
  expect((await openStore()).lasting).toBe(false);
});

test("a key that verifies with another public half is found out", async () => {
  const [mine, other] = await Promise.all([makeKey(), makeKey()]);
  expect(mine.key.extractable).toBe(false);
  expect(await keyWorks(mine)).toBe(true);
  expect(await keyWorks({ ...mine, jwk: other.jwk })).toBe(false);
  expect(await keyWorks({ ...mine, key: {} as CryptoKey })).toBe(false);
});
