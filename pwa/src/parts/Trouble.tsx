/** A problem in plain words: what happened, and what to do. */

import type { Problem } from "../talk/api.ts";
import { words } from "../text/index.ts";

type Sentences = Readonly<Record<string, readonly [string, string]>>;

/** `own`: a screen's own words by code, before everyone's; the server's sentence stands in where no dictionary has any. */
export function Trouble({ problem, own = {} }: { problem: Problem; own?: Sentences }) {
  const { problems, waitSeconds } = words.value;
  const [title, advice] = own[problem.code] ?? problems[problem.code] ?? problem.said ?? problems["server"] ?? [];
  return (
    <div class="notice stop" role="alert">
      <strong>{title}</strong>
      <p>{problem.retryAfter ? waitSeconds(problem.retryAfter) : advice}</p>
    </div>
  );
}
