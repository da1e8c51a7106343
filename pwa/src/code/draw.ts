/** Puts a code on a canvas in whole device pixels: a module that is 4.3 pixels wide is a blurred module. */

import type { Bitmap2D } from "lean-qr";

/** White around the code, in modules (ISO/IEC 18004). */
export const QUIET = 4;
/** A module smaller than this, in CSS pixels, is hard to read at a till. */
const LEAST = 3.8;

/** Device pixels of one module, for `across` modules in `room` CSS pixels; up to `limit` CSS pixels if that makes modules readable. */
export function modulePixels(across: number, room: number, limit: number, ratio: number): number {
  const whole = Math.max(1, Math.floor((room * ratio) / across));
  const readable = Math.ceil(LEAST * ratio);
  return whole < readable && (readable * across) / ratio <= limit ? readable : whole;
}

/** Draw at so many device pixels a module; black on white whatever the theme. */
export function drawOn(canvas: HTMLCanvasElement, bitmap: Bitmap2D, pixels: number, ratio: number): void {
  const side = (bitmap.size + 2 * QUIET) * pixels;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) return;
  if (canvas.width !== side) canvas.width = canvas.height = side; // setting it clears it: only when it changes
  canvas.style.width = canvas.style.height = `${side / ratio}px`;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  context.fillStyle = "#000";
  for (let y = 0; y < bitmap.size; y++) {
    for (let x = 0, from = -1; x <= bitmap.size; x++) {
      const on = bitmap.get(x, y); // beyond the edge it is off
      if (on && from < 0) from = x;
      if (on || from < 0) continue;
      context.fillRect((from + QUIET) * pixels, (y + QUIET) * pixels, (x - from) * pixels, pixels);
      from = -1;
    }
  }
}
