/** In a tab on iOS the card would be lost within a week: first the home screen, then the code there. The code goes along by hand. */

import { useState } from "preact/hooks";
import { typedCode } from "../base/route.ts";
import { grouped, tidy } from "../cards/activation-code.ts";
import { ShareIcon } from "../parts/icons.tsx";
import { words } from "../text/index.ts";

export function AppleFirst({ onAnyway }: { onAnyway: () => void }) {
  const { ios: say } = words.value;
  const [copied, setCopied] = useState(false);
  const code = grouped(tidy(typedCode.value));
  const copy = async () => {
    await navigator.clipboard.writeText(code).catch(() => undefined);
    setCopied(true);
  };
  return (
    <div class="page apple">
      <h1 tabIndex={-1}>{say.title}</h1>
      <p class="lead">{say.why}</p>
      <ol class="steps">
        {say.steps.map((step, n) => (
          <li key={step}>
            {step}
            {n === 0 && <ShareIcon />}
          </li>
        ))}
      </ol>
      {code && (
        <div class="notice">
          <p>{say.yourCode}</p>
          <p class="letter-code">{code}</p>
          <button type="button" class="button" onClick={copy}>
            {copied ? say.copied : say.copy}
          </button>
        </div>
      )}
      <button type="button" class="link" onClick={onAnyway}>
        {say.anyway}
      </button>
    </div>
  );
}
