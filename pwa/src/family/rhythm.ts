/** Ask again while somebody waits: the first times soon, then ever more calmly, and not at all while the page is hidden. */

/** A clear family is granted in about a third of a second. */
const SOON = 400;
const CALM = 30_000;
const SLOWER = 1.4;
/** About a quarter of an hour; then it is asked again when the page is looked at anew. A page left open must not hold its session open. */
const LOOKS = 40;

/** The pause before the try `n` (from 0), ms. Pure. */
export const pauseBefore = (n: number, soon: boolean): number => (soon ? Math.min(CALM, SOON * SLOWER ** n) : CALM);

/** Begin; answers how to stop. */
export function rhythm(look: () => Promise<unknown>, soon: boolean): () => void {
  let n = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const next = () => {
    clearTimeout(timer);
    if (over || document.hidden || n >= LOOKS) return;
    timer = setTimeout(() => void look().finally(next), pauseBefore(n++, soon));
  };
  const shown = () => {
    if (document.hidden) return clearTimeout(timer);
    n = 0;
    next();
  };
  document.addEventListener("visibilitychange", shown);
  next();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", shown);
  };
}
