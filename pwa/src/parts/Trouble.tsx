/** A problem in plain words: what happened, and what to do. */

import type { Problem } from "../talk/api.ts";
import { words } from "../text/index.ts";

export function Trouble({ problem }: { problem: Problem }) {
  const { problems, waitSeconds } = words.value;
  const [title, advice] = problems[problem.code] ?? problems["server"] ?? [];
  return (
    <div class="notice stop" role="alert">
      <strong>{title}</strong>
      <p>{problem.retryAfter ? waitSeconds(problem.retryAfter) : advice}</p>
    </div>
  );
}
