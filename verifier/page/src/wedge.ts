/** A 2D scanner that types like a keyboard: no field, no focus. Keys that come faster than any hand belong to it. */

/** A longer gap between two keys (ms) means a person: what was typed so far is dropped. */
const GAP = 80;
/** Fewer keys than this are never a code, even when they come fast. */
const SHORTEST = 8;

/** Calls `found` with what a scanner typed, once its Enter (or Tab) comes. Typing into fields is left alone. */
export function listenToWedge(found: (text: string) => void): void {
  let typed = "";
  let last = Number.NEGATIVE_INFINITY;
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (event.timeStamp - last > GAP) typed = "";
    last = event.timeStamp;
    if (event.key.length === 1) {
      typed += event.key;
      // A space must not press the button that happens to have the focus.
      if (typed.length >= SHORTEST) event.preventDefault();
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (typed.length >= SHORTEST) {
        event.preventDefault();
        found(typed);
      }
      typed = "";
    }
  };
  document.addEventListener("keydown", onKey, { capture: true });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}
