/** Which QR version a credential's codes have: chosen once with room to spare, since packed lengths vary and a code that changes size flickers. Pure. */

/** Digits that versions 1 to 20 hold at error level L (ISO/IEC 18004, table 7). */
const HOLDS = [
  41, 77, 127, 187, 255, 322, 370, 461, 552, 652, 772, 883, 1022, 1101, 1250, 1408, 1548, 1725, 1903, 2061,
];
/** Digits that a later code may be longer than the ones it was measured by. */
export const SPARE = 10;

/** Smallest version for codes up to `digits` long, with the spare digits. Throws RangeError beyond version 20. */
export function versionFor(digits: number): number {
  const found = HOLDS.findIndex((capacity) => capacity >= digits + SPARE);
  if (found < 0) throw new RangeError(`no code for ${digits} digits`);
  return found + 1;
}

/** Does a code of so many digits fit into this version? */
export const fits = (digits: number, version: number): boolean => digits <= (HOLDS[version - 1] ?? 0);
