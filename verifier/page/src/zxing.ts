/** zxing as WebAssembly. Its default address is a CDN; ours is this origin. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import address from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { Decode } from "./camera.ts";

export { address };

export async function readCodes(): Promise<Decode> {
  await prepareZXingModule({ overrides: { locateFile: () => address }, fireImmediately: true });
  return async (pixels) => {
    const [code] = await readBarcodes(pixels, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return code?.isValid ? code.text : null;
  };
}
