import { expect, test } from "vitest";
import { differenceOf } from "./clock.ts";

const AT = Date.parse("2026-11-22T12:00:00Z");
const header = (ms: number) => new Date(ms).toUTCString();

test("a clock within two seconds counts as right", () => {
  expect(differenceOf(header(AT), AT, AT + 100)).toBe(0);
  expect(differenceOf(header(AT + 1000), AT, AT + 100)).toBe(0);
});

test("a clock that is five minutes slow is known to half a second", () => {
  expect(Math.abs((differenceOf(header(AT + 300_000), AT, AT + 200) ?? 0) - 300_000)).toBeLessThan(600);
});

test("an answer that took ten seconds, or has no date, teaches nothing", () => {
  expect(differenceOf(header(AT), AT, AT + 10_001)).toBeNull();
  expect(differenceOf(null, AT, AT)).toBeNull();
  expect(differenceOf("yesterday", AT, AT)).toBeNull();
});

test("the clock was set back while the request was under way: nothing is learned", () =>
  expect(differenceOf(header(AT), AT, AT - 1)).toBeNull());
