import { expect, test } from "vitest";
import { type KeptCard, renewalDue, standing } from "./model.ts";

const day = (text: string) => Date.parse(`${text}T10:00:00Z`);
const kept = (change: Partial<KeptCard> = {}, card: Partial<KeptCard["card"]> = {}): KeptCard => ({
  id: "thumbprint",
  key: {} as CryptoKey,
  jwk: { crv: "P-256", kty: "EC", x: "x", y: "y" },
  credential: "a.b.c~",
  renewAt: day("2026-12-20") / 1000,
  expires: day("2027-01-05") / 1000,
  version: 13,
  trouble: null,
  checkedAt: 0,
  device: { id: "d", name: "Annas tālrunis", addedAt: "2026-11-22T10:00:00Z", lastSeen: null, current: true },
  card: {
    id: "5e8a3c1e-6a3f-4c0e-9d7b-1f2a3b4c5d6e",
    holder: "Anna Bērziņa",
    names: ["Anna Bērziņa"],
    validFrom: "2026-11-22",
    validTo: "2027-06-30",
    state: "valid",
    annulledOn: null,
    cause: null,
    ...card,
  },
  ...change,
});

test("a card is good from the first minute of its first day in Riga to the last of its last", () => {
  expect(standing(kept(), Date.parse("2026-11-21T21:59:59Z"))).toBe("notYet");
  expect(standing(kept(), Date.parse("2026-11-21T22:00:00Z"))).toBe("valid");
  const long = kept({ expires: day("2027-08-01") / 1000 });
  expect(standing(long, Date.parse("2027-06-30T20:59:59Z"))).toBe("valid");
  expect(standing(long, Date.parse("2027-06-30T21:00:00Z"))).toBe("expired");
});

test("a credential that ran out offline waits for a network, the card is not over", () => {
  expect(standing(kept(), day("2027-01-05") - 1000)).toBe("valid");
  expect(standing(kept(), day("2027-01-05"))).toBe("stale");
});

test("what the fund said last is believed", () => {
  expect(standing(kept({}, { state: "annulled" }), day("2026-12-01"))).toBe("annulled");
  expect(standing(kept({ trouble: "removed" }), day("2026-12-01"))).toBe("removed");
});

test("a phone that the fund does not know keeps its code while the credential lasts", () => {
  expect(standing(kept({ trouble: "unknown" }), day("2026-12-01"))).toBe("unknown");
  expect(standing(kept({ trouble: "unknown" }), day("2027-01-06"))).toBe("stale");
});

test("renewal is due from two thirds of the time on, also when it ran out, never for a card that is over", () => {
  expect(renewalDue(kept(), day("2026-12-20") - 1)).toBe(false);
  expect(renewalDue(kept(), day("2026-12-20"))).toBe(true);
  expect(renewalDue(kept(), day("2027-02-01"))).toBe(true);
  expect(renewalDue(kept({}, { state: "annulled" }), day("2026-12-25"))).toBe(false);
  expect(renewalDue(kept({ trouble: "removed" }), day("2026-12-25"))).toBe(false);
});
