/**
 * Who reads QR codes out of pixels: the browser itself where it can, else `qr` at once (13 KB) until `zxing` is here (332 KB).
 * Of 660 hard frames zxing read 94 %, qr 81 %.
 */

import type { Decode } from "./camera.ts";

interface Detector {
  detect(source: ImageData): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own decoder, or null if it has none for QR codes. */
export async function nativeDecoder(): Promise<Decode | null> {
  const Detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  try {
    if (!Detector || !(await Detector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new Detector({ formats: ["qr_code"] });
    return async (pixels) => (await detector.detect(pixels))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

/** The small decoder. */
export async function smallDecoder(): Promise<Decode> {
  const { default: decodeQR } = await import("qr/decode.js");
  return async (pixels) => {
    try {
      return decodeQR(pixels);
    } catch {
      return null;
    }
  };
}

/** The strong decoder, from our own origin, and the address of its WebAssembly; the first call fetches both. */
export async function strongDecoder(): Promise<{ decode: Decode; address: string }> {
  const { address, readCodes } = await import("./zxing.ts");
  return { decode: await readCodes(), address };
}
