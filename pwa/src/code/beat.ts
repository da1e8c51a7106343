/** A new code every 20 seconds, the next one made while this one is shown. Knows nothing of screens. */

/** Seconds that one code is shown; a till takes it for 60. */
export const PERIOD = 20;
/** The next code is made so long after the last was shown: past the paint, well before it is needed. */
const PREPARE_AFTER = 1500;
/** A timer that comes so late woke from sleep; what was prepared then is old. */
const SLEPT = 2000;

export interface Beat<T> {
  /** Make the code that is fresh from second `iat`. */
  make(iat: number): Promise<T>;
  show(code: T, iat: number): void;
  failed(error: unknown): void;
  /** Corrected now, ms. */
  now(): number;
}

/** Start; the answer stops it. */
export function startBeat<T>({ make, show, failed, now }: Beat<T>): () => void {
  let stopped = false;
  let timers: ReturnType<typeof setTimeout>[] = [];
  const later = (run: () => void, ms: number) => timers.push(setTimeout(run, ms));
  const guarded = (work: Promise<void>) => work.catch((error: unknown) => stopped || failed(error));

  async function present(iat: number, made: Promise<T>): Promise<void> {
    const code = await made;
    if (stopped) return;
    show(code, iat);
    const next = iat + PERIOD;
    let ready: Promise<T> | null = null;
    timers = [];
    const prepare = () => {
      ready = make(next);
      ready.catch(() => undefined); // told when its time comes
    };
    later(prepare, PREPARE_AFTER);
    later(
      () => guarded(now() > next * 1000 + SLEPT || !ready ? begin() : present(next, ready)),
      Math.max(PREPARE_AFTER + 1, next * 1000 - now()),
    );
  }

  async function begin(): Promise<void> {
    const iat = Math.floor(now() / 1000);
    await present(iat, make(iat));
  }

  void guarded(begin());
  return () => {
    stopped = true;
    timers.forEach(clearTimeout);
  };
}
