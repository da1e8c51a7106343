import { describe, expect, test } from "vitest";
import { besideOf, faultsOf, moved, proposedNames, stepsOf, toggled } from "./steps.ts";
import type { Answers, Member } from "./wire.ts";

const answers: Answers = {
  phone: "",
  email: "",
  channel: null,
  language: "lv",
  plastic: "none",
  postal: "",
  names: [],
  separate: [],
  spouseCard: false,
  disability: [],
  abroad: [],
  incapacity: false,
};
const member = (person: string, role: Member["role"], age: number | null = null): Member => ({
  person,
  role,
  relation: role === "dependant" ? "child" : null,
  given: person,
  surname: "Bērziņa",
  born: null,
  age,
  source: "fpr",
  sourceAt: "2026-11-22T10:00:00Z",
  mayHaveCard: role !== "dependant" || (age ?? 0) >= 7,
});
const family = (ages: number[], more: Partial<Answers> = {}, spouse = false) => ({
  answers: { ...answers, ...more },
  members: [
    member("Anna", "applicant"),
    ...(spouse ? [member("Jānis", "spouse")] : []),
    ...ages.map((age) => member(`child of ${age}`, "dependant", age)),
  ],
});

describe("a question is asked only where its answer can change something", () => {
  test("three small children: no word about health, schools abroad or own cards", () =>
    expect(stepsOf(family([1, 3, 5]))).toEqual(["family", "names", "contact", "plastic", "check"]));
  test("fewer than three minors: a disability may be the ground (R-51)", () => {
    expect(stepsOf(family([5, 6]))).toContain("health");
    expect(stepsOf(family([5, 6, 19]))).toContain("health");
    expect(stepsOf(family([5, 6, 7]))).not.toContain("health");
  });
  test("a young adult may study abroad (R-52), and then a document is needed (R-68)", () => {
    expect(stepsOf(family([5, 6, 19]))).toContain("abroad");
    expect(stepsOf(family([5, 6, 19]))).not.toContain("documents");
    expect(stepsOf(family([5, 6, 19], { abroad: ["child of 19"] }))).toContain("documents");
  });
  test("own cards from seven years, or for the spouse (D-4)", () => {
    expect(stepsOf(family([1, 3, 7]))).toContain("cards");
    expect(stepsOf(family([1, 3, 5], {}, true))).toContain("cards");
  });
  test("what was said once is asked again, so that a renewal can take it back", () =>
    expect(stepsOf(family([5, 6, 7], { disability: ["child of 7"] }))).toContain("health"));
  test("nobody but the applicant: no names to choose", () => expect(stepsOf(family([]))).not.toContain("names"));
});

describe("a renewal asks only what changed", () => {
  const reached = { channel: "e-address" } as const;
  const again = (codes: string[], ages: number[], more: Partial<Answers> = {}) => ({
    ...family(ages, { ...reached, ...more }, true),
    previous: "p",
    changes: codes.map((code) => ({ code, person: "x", name: "X" })),
  });
  test("nothing: the family is shown and it is read over", () =>
    expect(stepsOf(again([], [8, 10, 19]))).toEqual(["family", "check"]));
  test("a child was born: whose names, and whose cards", () =>
    expect(stepsOf(again(["joined"], [0, 8, 10]))).toEqual(["family", "names", "cards", "check"]));
  test("a child turned seven", () =>
    expect(stepsOf(again(["own-card"], [3, 5, 7]))).toEqual(["family", "cards", "check"]));
  test("who studies abroad brings a new paper", () =>
    expect(stepsOf(again([], [8, 10, 19], { abroad: ["child of 19"] }))).toEqual([
      "family",
      "abroad",
      "documents",
      "check",
    ]));
  test("an answer that is not right any more is asked again", () =>
    expect(stepsOf(again([], [1, 2, 3], { channel: "email" }))).toEqual(["family", "contact", "check"]));
});

test("a page reached out of turn leads back to where one reads over", () => {
  expect(besideOf(family([1, 3, 5]), "incapacity", 1)).toBe("check");
  expect(besideOf(family([1, 3, 5]), "health", 1)).toBe("check");
  expect(besideOf(family([1, 3, 5]), "health", -1)).toBe("family");
  expect(besideOf(family([1, 3, 5]), "family", -1)).toBeUndefined();
  expect(besideOf(family([1, 3, 5]), "check", 1)).toBeUndefined();
});

describe("what is not right is said at its field", () => {
  const of = (more: Partial<Answers>) => faultsOf({ ...answers, ...more }, "contact");
  test("a channel is chosen, and e-mail has an address", () => {
    expect(of({})).toEqual({ channel: "channel" });
    expect(of({ channel: "email" })).toEqual({ email: "emailNeeded" });
    expect(of({ channel: "email", email: "anna@epasts" })).toEqual({ email: "email" });
    expect(of({ channel: "e-address" })).toEqual({});
  });
  test("a number may have spaces, dashes and the country's code", () => {
    expect(of({ channel: "e-address", phone: "+371 29-123 456" })).toEqual({});
    expect(of({ channel: "e-address", phone: "29 12" })).toEqual({ phone: "phone" });
  });
  test("an address is asked once, where it is needed first", () => {
    const post = { ...answers, channel: "post", plastic: "post" } as const;
    expect(faultsOf(post, "contact")).toEqual({ postal: "postal" });
    expect(faultsOf(post, "plastic")).toEqual({});
    expect(faultsOf({ ...post, channel: "e-address" }, "plastic")).toEqual({ postal: "postal" });
    expect(faultsOf({ ...post, postal: "Liepu iela 3, Kuldīga, LV-3301" }, "contact")).toEqual({});
  });
});

test("names keep the order in which they were chosen, and can be moved", () => {
  expect(toggled(["a", "b"], "c")).toEqual(["a", "b", "c"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
  expect(moved(["a"], "x", 1)).toEqual(["a"]);
});

test("a new application proposes as many children as fit on a card", () =>
  expect(proposedNames(family([1, 2, 3, 4, 5, 6], {}, true))).toHaveLength(5));
