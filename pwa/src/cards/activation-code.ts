/** The code in the fund's letter: 15 characters in three groups, read forgivingly. Pure. */

const ALPHABET = /[^23456789ABCDEFGHJKMNPQRSTVWXYZ]/;
export const CODE_LENGTH = 15;
export const GROUP = 5;

/** What was typed or pasted, without spaces, dashes and case. A whole link from a letter may be pasted too. */
export function tidy(typed: string): string {
  const code = typed.split("code=").at(-1) ?? "";
  return code.toUpperCase().replace(/[\s\p{Pd}_.,:;/|·•]/gu, "");
}

/** In its groups, as it stands in the letter. */
export const grouped = (code: string): string => code.match(/.{1,5}/gu)?.join("-") ?? "";

/** A character that no code has (0, O, 1, I, L, U and the like), or null. */
export const strange = (code: string): string | null => ALPHABET.exec(code)?.[0] ?? null;

/** The first group is public and names the activation; the rest is secret. */
export const locatorOf = (code: string): string => code.slice(0, GROUP);

/** Where the caret stands after grouping, when `before` is what stood left of it. */
export function caretAfter(before: string): number {
  const count = tidy(before).length;
  return count + Math.floor(Math.max(0, count - 1) / GROUP);
}
