/**
 * DEFLATE (RFC 1951) read as strictly as zlib reads it, so that this verifier and the server's agree on every packing: fflate takes one in
 * thirty damaged streams that zlib refuses, and writes past its room without a word; the browser's own inflater takes no dictionary. After Mark
 * Adler's puff: a bit at a time, no tables, 0.1 ms for a code.
 */

/** Thrown for anything that zlib would refuse, or that grows beyond the limit. */
export class Corrupt extends Error {
  override readonly name = "Corrupt";
}

/** Where the reader stands and what it has written; `dictionary` counts as written before. */
interface Stream {
  readonly data: Uint8Array;
  readonly out: Uint8Array;
  readonly dictionary: Uint8Array;
  at: number;
  bit: number;
  size: number;
}

/** A canonical Huffman code: how many codes have each length, and the symbols in the order of their codes. */
interface Code {
  readonly count: readonly number[];
  readonly symbols: readonly number[];
}

const LONGEST = 15;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
/** Order in which the lengths of the code-length code are sent. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const NOTHING = new Uint8Array(0);

/** Inflates raw DEFLATE to at most `limit` bytes; what follows the final block is not looked at. Throws Corrupt. */
export function inflateRaw(data: Uint8Array, limit: number, dictionary: Uint8Array = NOTHING): Uint8Array {
  const stream: Stream = { data, out: new Uint8Array(limit), dictionary, at: 0, bit: 0, size: 0 };
  for (let last = 0; !last; ) {
    last = bits(stream, 1);
    const kind = bits(stream, 2);
    if (kind === 0) stored(stream);
    else if (kind === 1) codes(stream, fixedLengths, fixedDistances);
    else if (kind === 2) codes(stream, ...sentCodes(stream));
    else throw new Corrupt("block");
  }
  return stream.out.subarray(0, stream.size);
}

function bits(stream: Stream, wanted: number): number {
  let value = 0;
  for (let i = 0; i < wanted; i++) {
    const byte = stream.data[stream.at];
    if (byte === undefined) throw new Corrupt("cut short");
    value |= ((byte >> stream.bit) & 1) << i;
    if (++stream.bit === 8) {
      stream.bit = 0;
      stream.at++;
    }
  }
  return value;
}

function put(stream: Stream, byte: number): void {
  if (stream.size === stream.out.length) throw new Corrupt("too long");
  stream.out[stream.size++] = byte;
}

function stored(stream: Stream): void {
  if (stream.bit) {
    stream.bit = 0;
    stream.at++;
  }
  const length = bits(stream, 16);
  if (length !== (bits(stream, 16) ^ 0xffff)) throw new Corrupt("stored length");
  for (let i = 0; i < length; i++) put(stream, bits(stream, 8));
}

function codes(stream: Stream, lengths: Code, distances: Code): void {
  for (;;) {
    const symbol = decode(stream, lengths);
    if (symbol === 256) return;
    if (symbol < 256) {
      put(stream, symbol);
      continue;
    }
    const base = LENGTH_BASE[symbol - 257];
    if (base === undefined) throw new Corrupt("length");
    const length = base + bits(stream, LENGTH_EXTRA[symbol - 257] ?? 0);
    const mark = decode(stream, distances);
    if (mark > 29) throw new Corrupt("distance");
    const extra = mark < 4 ? 0 : (mark >> 1) - 1;
    const distance = (mark < 4 ? mark : (2 + (mark & 1)) << extra) + 1 + bits(stream, extra);
    copy(stream, length, distance);
  }
}

function copy(stream: Stream, length: number, distance: number): void {
  const { out, dictionary } = stream;
  let { size } = stream;
  if (distance > size + dictionary.length) throw new Corrupt("too far back");
  if (size + length > out.length) throw new Corrupt("too long");
  stream.size += length;
  for (let from = size - distance; size < stream.size; from++)
    out[size++] = (from < 0 ? dictionary[dictionary.length + from] : out[from]) ?? 0;
}

function decode(stream: Stream, { count, symbols }: Code): number {
  const { data } = stream;
  let { at, bit } = stream;
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST; length++) {
    const byte = data[at];
    if (byte === undefined) throw new Corrupt("cut short");
    code |= (byte >> bit) & 1;
    if (++bit === 8) {
      bit = 0;
      at++;
    }
    const here = count[length] ?? 0;
    if (code - here < first) {
      stream.at = at;
      stream.bit = bit;
      return symbols[index + code - first] ?? 0;
    }
    index += here;
    first = (first + here) << 1;
    code <<= 1;
  }
  throw new Corrupt("code");
}

/** The code with these lengths. Incomplete ones are refused, but for a single code of one bit where `mayBeOne`, and none at all. */
function codeOf(lengths: readonly number[], mayBeOne: boolean): Code {
  const count = new Array<number>(LONGEST + 1).fill(0);
  for (const length of lengths) count[length] = (count[length] ?? 0) + 1;
  const longest = Math.max(...lengths);
  let left = 1;
  for (let length = 1; length <= LONGEST; length++) {
    left = 2 * left - (count[length] ?? 0);
    if (left < 0) throw new Corrupt("oversubscribed");
  }
  if (left > 0 && longest > 0 && !(mayBeOne && longest === 1)) throw new Corrupt("incomplete");
  const symbols: number[] = [];
  for (let length = 1; length <= longest; length++)
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === length) symbols.push(symbol);
  return { count, symbols };
}

function sentCodes(stream: Stream): [Code, Code] {
  const lengthCount = bits(stream, 5) + 257;
  const total = bits(stream, 5) + 1 + lengthCount;
  const sent = bits(stream, 4) + 4;
  if (lengthCount > 286 || total - lengthCount > 30) throw new Corrupt("too many symbols");
  const own = new Array<number>(19).fill(0);
  for (const symbol of ORDER.slice(0, sent)) own[symbol] = bits(stream, 3);
  const code = codeOf(own, false);
  const lengths: number[] = [];
  while (lengths.length < total) {
    const symbol = decode(stream, code);
    if (symbol < 16) lengths.push(symbol);
    else {
      const repeated = symbol === 16 ? lengths.at(-1) : 0;
      const times = symbol === 16 ? 3 + bits(stream, 2) : symbol === 17 ? 3 + bits(stream, 3) : 11 + bits(stream, 7);
      if (repeated === undefined || lengths.length + times > total) throw new Corrupt("repeat");
      for (let i = 0; i < times; i++) lengths.push(repeated);
    }
  }
  if (!lengths[256]) throw new Corrupt("no end of block");
  return [codeOf(lengths.slice(0, lengthCount), true), codeOf(lengths.slice(lengthCount), true)];
}

const fixedLengths = codeOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  true,
);
const fixedDistances = codeOf(new Array<number>(32).fill(5), true);
