/** Photographs of a document: a phone makes them larger than the fund takes, so they are made smaller here; where and when they were taken is left out with that. */

/** 5 MiB a document. */
export const LARGEST = 5 * 1024 * 1024;
/** From here on a picture is made smaller: sending it over a weak network takes long. */
const HEAVY = 1_500_000;
/** Enough to read small print on A4. */
const SIDE = 2_400;
const QUALITY = 0.85;

/** Sides that fit, in proportion. Pure. */
export function fitted(width: number, height: number, side = SIDE): [number, number] {
  const scale = Math.min(1, side / Math.max(width, height));
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** The file, or a smaller picture of it; whatever cannot be made smaller goes as it is. */
export async function smaller(file: File): Promise<File> {
  const known = file.type === "image/jpeg" || file.type === "image/png";
  if (!file.type.startsWith("image/") || (known && file.size <= HEAVY)) return file;
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = fitted(picture.width, picture.height);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || (known && blob.size >= file.size)) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}
