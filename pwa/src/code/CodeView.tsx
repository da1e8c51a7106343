/** The card's code on the screen: new every 20 seconds, sharp at any size, with its clock and the cashier's digits. */

import { useComputed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { now, offset } from "../base/clock.ts";
import { rigaTime } from "../base/riga.ts";
import type { KeptCard } from "../cards/model.ts";
import { words } from "../text/index.ts";
import { PERIOD, startBeat } from "./beat.ts";
import { Challenge } from "./Challenge.tsx";
import { drawOn, modulePixels, QUIET } from "./draw.ts";
import { type Code, makeCode } from "./make.ts";

export function CodeView({ card }: { card: KeptCard }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLElement>(null);
  const shown = useRef<Code | null>(null);
  const [challenge, setChallenge] = useState<string>();
  const [broken, setBroken] = useState(false);
  const looked = useLookedAt(box);
  const correction = useComputed(() => offset.value).value;
  const { key, credential, version } = card;

  const draw = () => {
    if (!shown.current || !canvas.current || !box.current) return;
    const ratio = devicePixelRatio || 1;
    const across = shown.current.bitmap.size + 2 * QUIET;
    const pixels = modulePixels(across, box.current.clientWidth, document.documentElement.clientWidth, ratio);
    drawOn(canvas.current, shown.current.bitmap, pixels, ratio);
  };

  // A corrected clock begins a new code too.
  useEffect(() => {
    if (!looked) return;
    return startBeat<Code>({
      now,
      make: async (iat) => {
        performance.mark("goda-make");
        const code = await makeCode({ key, credential, version }, iat, challenge);
        performance.measure("goda-code-made", "goda-make");
        return code;
      },
      show: (code) => {
        performance.mark("goda-show");
        shown.current = code;
        setBroken(false);
        draw();
        run(bar.current, code.iat);
        performance.measure("goda-code-shown", "goda-show");
      },
      failed: () => setBroken(true),
    });
  }, [looked, key, credential, version, challenge, correction]);

  useEffect(() => {
    const resized = new ResizeObserver(draw);
    if (box.current) resized.observe(box.current);
    addEventListener("resize", draw); // a zoom changes the pixel ratio and sometimes nothing else
    return () => {
      resized.disconnect();
      removeEventListener("resize", draw);
    };
  }, []);

  const { card: say } = words.value;
  return (
    <>
      <div class="code">
        <div class="room" ref={box}>
          <canvas ref={canvas} width="8" height="8" role="img" aria-label={say.code} hidden={broken} />
          {broken && (
            <p class="broken" role="alert">
              <strong>{say.failed}</strong>
              {say.failedAdvice}
            </p>
          )}
        </div>
      </div>
      <div class="beat">
        <div class="track">
          <i ref={bar} />
        </div>
        <div class="time">
          <span>{say.changes}</span>
          <Clock running={looked} />
        </div>
        <Challenge value={challenge} onChange={setChallenge} />
      </div>
    </>
  );
}

/** Run the bar out in the time that the code has left. */
function run(bar: HTMLElement | null, iat: number): void {
  const gone = now() - iat * 1000;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  bar?.getAnimations().forEach((animation) => {
    animation.cancel();
  });
  const motion = bar?.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], {
    duration: PERIOD * 1000,
    easing: calm ? `steps(${PERIOD / 5})` : "linear",
    fill: "forwards",
  });
  if (motion) motion.currentTime = Math.max(0, gone);
}

/** Riga's time with seconds: a picture of the screen stands still, and the cashier sees that. */
function Clock({ running }: { running: boolean }) {
  const face = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!running) return;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      if (face.current) face.current.textContent = rigaTime(now());
      timer = setTimeout(tick, 1000 - (now() % 1000) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [running]);
  return <b ref={face}>{rigaTime(now())}</b>;
}

/** Is the element on the screen, and the page in front? Codes are made only for eyes. */
function useLookedAt(box: { current: HTMLElement | null }): boolean {
  const [inView, setInView] = useState(false);
  const [inFront, setInFront] = useState(!document.hidden);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false), {
      threshold: 0.02,
    });
    if (box.current) observer.observe(box.current);
    const turned = () => setInFront(!document.hidden);
    document.addEventListener("visibilitychange", turned);
    return () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", turned);
    };
  }, [box]);
  return inView && inFront;
}
