/** Documents, and the one question that only some debtors have to answer. */

import { change } from "../../family/draft.ts";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";
import { Papers } from "../family/Papers.tsx";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export function DocumentsStep(page: Page) {
  const { apply: words } = say.value;
  const { answers, id } = page.application;
  return (
    <Frame {...page}>
      {answers.abroad.length > 0 && <p class="notice">{words.papersAbroad}</p>}
      {answers.incapacity && <p class="notice">{words.papersIncapacity}</p>}
      <Papers application={id} />
    </Frame>
  );
}

export function IncapacityStep(page: Page) {
  const { apply: words } = say.value;
  const { incapacity } = page.application.answers;
  return (
    <Frame {...page}>
      <fieldset>
        <legend class="unseen">{words.titles.incapacity}</legend>
        <Pick
          kind="checkbox"
          name="incapacity"
          label={words.incapacityBox}
          hint={words.incapacityHint}
          checked={incapacity}
          onPick={() => change({ incapacity: !incapacity })}
        />
      </fieldset>
    </Frame>
  );
}
