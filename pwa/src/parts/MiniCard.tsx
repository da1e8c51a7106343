/** The card's face as it will be: holder and names as they are signed. */

import { words } from "../text/index.ts";
import { Ornament } from "./icons.tsx";

export function MiniCard({ names, label }: { names: readonly string[]; label: string }) {
  const [first, ...others] = names;
  return (
    <figure class="mini">
      <figcaption>{label}</figcaption>
      <div class="face">
        <Ornament />
        <p class="kind">{words.value.card.kind}</p>
        <p class="holder">{first}</p>
        {others.length > 0 && <p class="others">{others.join(" · ")}</p>}
      </div>
    </figure>
  );
}
