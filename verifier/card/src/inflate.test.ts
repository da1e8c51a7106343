import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { Corrupt, inflateRaw } from "./inflate.ts";

/** Bytes with some repetition, different for each seed. */
function sample(seed: number, length: number): Uint8Array {
  let x = seed;
  return Uint8Array.from({ length }, () => {
    x = (x * 1103515245 + 12345) & 0x7fffffff;
    return (x >> 16) & (seed % 2 ? 0x0f : 0xff);
  });
}
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

test.each([0, 1, 6, 9] as const)("level %i comes back, with a dictionary and without", (level) => {
  for (let seed = 1; seed < 12; seed++) {
    const data = sample(seed, seed * 371);
    const dictionary = sample(seed, 300);
    expect(inflateRaw(deflateSync(data, { level }), data.length)).toEqual(data);
    expect(inflateRaw(deflateSync(data, { level, dictionary }), data.length, dictionary)).toEqual(data);
  }
});

test("one byte more than the limit is refused", () => {
  const packed = deflateSync(new Uint8Array(5000));
  expect(inflateRaw(packed, 5000)).toHaveLength(5000);
  expect(() => inflateRaw(packed, 4999)).toThrow(Corrupt);
});

test("every beginning of a stream is refused", () => {
  const packed = deflateSync(sample(3, 900));
  for (let length = 0; length < packed.length; length++)
    expect(() => inflateRaw(packed.subarray(0, length), 900)).toThrow(Corrupt);
});

describe("refused as zlib refuses it", () => {
  test.each([
    ["a block of the fourth kind", "07"],
    ["a stored length without its complement", "010100000041"],
    ["a distance beyond the beginning", "030200"],
    ["more than 286 length symbols", "fdff"],
    ["code lengths that are all zero", "0500000000000000"],
    ["an incomplete code of code lengths", "04c0810800000000"],
  ])("%s", (_, hex) => expect(() => inflateRaw(bytes(hex), 4096)).toThrow(Corrupt));
});
