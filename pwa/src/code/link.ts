/** A link as a code that another phone's camera opens. */

import { generate } from "lean-qr";
import { drawOn, QUIET } from "./draw.ts";

const SIDE = 240;

export function drawLink(canvas: HTMLCanvasElement, link: string): void {
  const bitmap = generate(link);
  const ratio = devicePixelRatio || 1;
  drawOn(canvas, bitmap, Math.max(1, Math.floor((SIDE * ratio) / (bitmap.size + 2 * QUIET))), ratio);
}
