/** The screen stays on while the card is shown. */

import { useEffect } from "preact/hooks";

/** Hold the wake lock while the calling screen is open; the browser drops it when the page is hidden, so it is taken again. */
export function useWakeLock(): void {
  useEffect(() => {
    let gone = false;
    let lock: WakeLockSentinel | null = null;
    const take = async () => {
      if (document.hidden || gone || (lock && !lock.released)) return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (gone) await lock.release();
      } catch {
        // refused to save the battery, or unknown here: the screen dims as it always does
      }
    };
    void take();
    document.addEventListener("visibilitychange", take);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}
