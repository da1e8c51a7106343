/** The camera: opened once a session, its middle read frame by frame at its own size, never scaled. */

/** Why there is no picture. */
export type CameraTrouble = "cameraRefused" | "cameraNone" | "cameraBusy" | "cameraOff";

/** Reads the codes out of pixels; null where there is none. */
export type Decode = (pixels: ImageData) => Promise<string | null>;

/** The largest square that is looked at (pixels): the middle of 1280×720. */
const SQUARE = 720;
/** At least this long between two looks (ms), so that a slow till still answers to touch. */
const PAUSE = 30;

export interface Camera {
  /** Switches the lamp; null where there is none. */
  readonly torch: ((on: boolean) => Promise<void>) | null;
}

/** Opens the camera at the back into `video`; throws a CameraTrouble. `ended` is called if the system takes it away. */
export async function openCamera(video: HTMLVideoElement, ended: () => void): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw "cameraNone" satisfies CameraTrouble;
  let stream: MediaStream;
  try {
    const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
  } catch (error) {
    throw trouble(error);
  }
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  track?.addEventListener("ended", ended);
  const able = (track?.getCapabilities?.() ?? {}) as { torch?: boolean };
  const torch = able.torch
    ? (on: boolean) =>
        track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) ?? Promise.resolve()
    : null;
  return { torch };
}

function trouble(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "cameraRefused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "cameraNone" : "cameraBusy";
}

/** Looks at frame after frame for as long as the page is seen. `found` gets each code that is read; it is not called twice at once. */
export function watch(
  video: HTMLVideoElement,
  decode: () => Decode | null,
  found: (text: string) => Promise<void>,
): void {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const look = async () => {
    const decoder = decode();
    const side = Math.min(video.videoWidth, video.videoHeight, SQUARE);
    if (decoder && context && side && !document.hidden) {
      canvas.width = side;
      canvas.height = side;
      context.drawImage(
        video,
        (video.videoWidth - side) / 2,
        (video.videoHeight - side) / 2,
        side,
        side,
        0,
        0,
        side,
        side,
      );
      const text = await decoder(context.getImageData(0, 0, side, side));
      if (text) await found(text);
    }
    setTimeout(next, PAUSE);
  };
  const next = () => {
    if ("requestVideoFrameCallback" in video && !document.hidden) video.requestVideoFrameCallback(() => void look());
    else setTimeout(look, 200);
  };
  next();
}

/** The pixels of a picture file, at most `limit` on its longer side. */
export async function pixelsOf(picture: Blob, limit: number): Promise<ImageData> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, limit / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
