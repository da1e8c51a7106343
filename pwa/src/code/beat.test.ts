import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PERIOD, startBeat } from "./beat.ts";

const START = Date.parse("2026-11-22T12:00:00.400Z");
beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

function recorded() {
  const made: number[] = [];
  const shown: [number, number][] = [];
  const failed = vi.fn();
  const beat = {
    now: Date.now,
    make: async (iat: number) => {
      made.push(iat);
      return iat;
    },
    show: (code: number) => void shown.push([code, Date.now()]),
    failed,
  };
  return { made, shown, failed, beat };
}
const second = (after: number) => Math.floor(START / 1000) + after;

test("the first code is there at once, the next is made early and shown to the second", async () => {
  const { made, shown, beat } = recorded();
  const stop = startBeat(beat);
  await vi.advanceTimersByTimeAsync(0);
  expect(shown).toEqual([[second(0), START]]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(made).toEqual([second(0), second(PERIOD)]);
  await vi.advanceTimersByTimeAsync(57_000);
  expect(shown.map(([iat]) => iat)).toEqual([0, 20, 40, 60].map(second));
  for (const [iat, at] of shown.slice(1)) expect(at - iat * 1000).toBeLessThan(5);
  stop();
});

test("a phone that slept shows a code of now, not the one prepared before", async () => {
  const { shown, beat } = recorded();
  const stop = startBeat(beat);
  await vi.advanceTimersByTimeAsync(3000);
  vi.setSystemTime(START + 3_600_000);
  await vi.advanceTimersByTimeAsync(20_000);
  const [iat, at] = shown.at(-1) ?? [];
  expect((at ?? 0) / 1000 - (iat ?? 0)).toBeLessThan(1);
  stop();
});

test("after it is stopped nothing is shown any more", async () => {
  const { shown, beat } = recorded();
  startBeat(beat)();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shown).toEqual([]);
});

test("a key that no longer signs is told", async () => {
  const { failed, beat } = recorded();
  const stop = startBeat({ ...beat, make: async () => Promise.reject(new Error("no key")) });
  await vi.advanceTimersByTimeAsync(0);
  expect(failed).toHaveBeenCalledOnce();
  stop();
});
