/** Sound and vibration of an answer: each has its own, so that a cashier need not look. Tones are made, not loaded. */

import type { Answer } from "@goda/card";

/** Pairs of frequency (Hz) and length (ms), one after the other. */
const TONES: Record<Answer, readonly (readonly [number, number])[]> = {
  valid: [
    [660, 90],
    [990, 170],
  ],
  valid_as_of: [
    [660, 90],
    [990, 90],
    [660, 170],
  ],
  cannot_tell: [
    [440, 140],
    [440, 140],
  ],
  annulled: [
    [220, 220],
    [165, 420],
  ],
  not_valid: [
    [220, 160],
    [220, 160],
    [165, 320],
  ],
};
const BUZZ: Record<Answer, number[]> = {
  valid: [60],
  valid_as_of: [60, 60, 60],
  cannot_tell: [140, 80, 140],
  annulled: [420],
  not_valid: [160, 80, 160, 80, 320],
};
/** Loud enough for a shop, below what distorts on a phone. */
const VOLUME = 0.25;
let audio: AudioContext | null = null;

/** Browsers let a page sound only after a touch or a key. */
export function allowSound(): void {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

export function announce(answer: Answer): void {
  // Before the first touch a browser refuses to vibrate, and writes an error for each try.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ[answer]);
  if (audio?.state !== "running") return;
  let at = audio.currentTime;
  for (const [frequency, length] of TONES[answer]) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const end = at + length / 1000;
    tone.type = frequency < 300 ? "square" : "sine";
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(VOLUME, at);
    gain.gain.setTargetAtTime(0, end - 0.03, 0.01);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(end);
    at = end + 0.04;
  }
}
