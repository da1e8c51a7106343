import { expect, test } from "vitest";
import { nearEnd, renewalOf } from "./renewal.ts";
import type { OwnCard } from "./wire.ts";

const own = (validTo: string, change: Partial<OwnCard["card"]> = {}, mine = true): OwnCard => ({
  mine,
  card: {
    id: validTo,
    holder: "Anna Bērziņa",
    names: ["Anna Bērziņa"],
    validFrom: "2026-01-01",
    validTo,
    state: "valid",
    annulledOn: null,
    cause: null,
    ...change,
  },
});
const TODAY = "2026-11-22";

test("a renewal is offered from 60 days before the last day on", () => {
  expect(renewalOf([own("2027-01-22")], [], TODAY)).toBeNull();
  expect(renewalOf([own("2027-01-21")], [], TODAY)).toEqual({ lastDay: "2027-01-21" });
});

test("and to who had a card and has none left", () => {
  expect(renewalOf([], [{ state: "granted" }], TODAY)).toEqual({ lastDay: null });
  expect(renewalOf([], [{ state: "refused" }, { state: "withdrawn" }], TODAY)).toBeNull();
});

test("not while one is under way, and not when the next card is there already", () => {
  expect(renewalOf([own("2026-12-01")], [{ state: "checking" }, { state: "granted" }], TODAY)).toBeNull();
  expect(renewalOf([own("2026-12-01")], [{ state: "granted" }], TODAY)).not.toBeNull();
  expect(renewalOf([own("2026-12-01"), own("2027-12-01")], [], TODAY)).toBeNull();
});

test("a child's card ends without a word about the parent's", () =>
  expect(renewalOf([own("2026-12-01", {}, false)], [], TODAY)).toBeNull());

test("a card on this phone says so in time", () => {
  expect(nearEnd("2027-01-21", TODAY)).toBe(true);
  expect(nearEnd("2027-01-22", TODAY)).toBe(false);
});
