import { correction, generate, mode } from "lean-qr";
import { expect, test } from "vitest";
import { modulePixels } from "./draw.ts";
import { fits, SPARE, versionFor } from "./version.ts";

test("our capacities are the encoder's, for every version", () => {
  for (let version = 1; version <= 20; version++) {
    const draw = (digits: number) =>
      generate(mode.numeric("7".repeat(digits)), {
        minVersion: version,
        maxVersion: version,
        minCorrectionLevel: correction.L,
        maxCorrectionLevel: correction.L,
        mask: 0,
      });
    let most = 0;
    while (fits(most + 1, version)) most++;
    expect(draw(most).size).toBe(17 + 4 * version);
    expect(() => draw(most + 1)).toThrow();
  }
});

test("ten digits stay spare, so that a longer packing has the same size", () => {
  expect(versionFor(1022 - SPARE)).toBe(13);
  expect(versionFor(1022 - SPARE + 1)).toBe(14);
  expect(() => versionFor(2061)).toThrow(RangeError);
});

test("modules are whole device pixels, at least 3.8 CSS pixels where the screen allows", () => {
  const across = 69 + 8;
  for (const [room, ratio] of [
    [366, 3],
    [366, 2],
    [308, 1],
    [308, 2],
    [308, 3],
    [337, 2.625],
    [388, 2.75],
    [420, 1],
  ] as const) {
    const pixels = modulePixels(across, room, room + 12, ratio);
    expect(Number.isInteger(pixels)).toBe(true);
    expect(pixels / ratio).toBeGreaterThanOrEqual(3.8);
    expect((pixels * across) / ratio).toBeLessThanOrEqual(room + 12);
  }
  // Zoomed to 200 % there is no room: as large as fits, and no wider than the screen.
  expect((modulePixels(across, 150, 160, 2) * across) / 2).toBeLessThanOrEqual(160);
});
