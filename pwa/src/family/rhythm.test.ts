import { expect, test } from "vitest";
import { fitted } from "./photo.ts";
import { pauseBefore } from "./rhythm.ts";

test("who waits is asked for soon, then ever more calmly, never faster than every 30 s for a clerk's work", () => {
  const pauses = Array.from({ length: 20 }, (_, n) => pauseBefore(n, true));
  expect(pauses[0]).toBe(400);
  expect(pauses.every((pause, n) => n === 0 || pause >= (pauses[n - 1] ?? 0))).toBe(true);
  expect(pauses.at(-1)).toBe(30_000);
  expect(pauseBefore(0, false)).toBe(30_000);
});

test("a photograph is made smaller in proportion, never larger", () => {
  expect(fitted(4032, 3024)).toEqual([2400, 1800]);
  expect(fitted(800, 600)).toEqual([800, 600]);
});
