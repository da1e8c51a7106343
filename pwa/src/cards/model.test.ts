import { expect, test } from "vitest";
import { type KeptCard, renewalDue, shownAt, standing } from "./model.ts";

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

test("after a renewal the card that is valid today is shown, and the new one takes over on its first day without a gap", () => {
  const old = kept({ id: "old", expires: day("2027-08-01") / 1000 });
  const next = kept(
    { id: "next", expires: day("2027-08-01") / 1000 },
    { id: "n", validFrom: "2027-07-01", validTo: "2028-06-30" },
  );
  const shown = (at: string) => shownAt([old, next], Date.parse(at)).map(({ id }) => id);
  expect(shown("2027-06-30T20:59:59Z")).toEqual(["old"]);
  expect(shown("2027-06-30T21:00:00Z")).toEqual(["next"]);
  expect(shown("2028-07-01T10:00:00Z")).toEqual(["next"]);
});

test("a card that is over stays on the screen while no other of its holder is valid", () => {
  const annulled = kept({ id: "a" }, { state: "annulled" });
  const child = kept({ id: "c" }, { holder: "Kārlis Bērziņš" });
  expect(shownAt([annulled, child], day("2026-12-01"))).toHaveLength(2);
});

test("two namesakes with a valid card each are both shown", () => {
  const [father, son] = [kept({ id: "f" }), kept({ id: "s" }, { id: "other" })];
  expect(shownAt([father, son], day("2026-12-01"))).toHaveLength(2);
});
