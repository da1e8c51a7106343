/** How to reach the family, and whether a card of plastic is wanted and where it goes. */

import { change } from "../../family/draft.ts";
import type { Plastic } from "../../family/wire.ts";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";
import { ContactFields, Postal } from "../family/ContactFields.tsx";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export const ContactStep = (page: Page) => (
  <Frame {...page}>
    {(wrong) => (
      <ContactFields
        answers={page.application.answers}
        wrong={wrong}
        // The fund writes in the language in which the family says how it is reached.
        onChange={(changes, typing = false) => change({ ...changes, language: lang.peek() }, { typing })}
      />
    )}
  </Frame>
);

const WAYS: readonly Plastic[] = ["none", "post", "fund"];

export function PlasticStep(page: Page) {
  const { apply: words } = say.value;
  const { answers } = page.application;
  return (
    <Frame {...page}>
      {(wrong) => (
        <>
          <fieldset>
            <legend class="unseen">{words.titles.plastic}</legend>
            {WAYS.map((plastic) => (
              <Pick
                key={plastic}
                kind="radio"
                name="plastic"
                label={words.plastics[plastic]}
                hint={words.plasticHints[plastic] || undefined}
                checked={(answers.plastic ?? "none") === plastic}
                onPick={() => change({ plastic })}
              />
            ))}
          </fieldset>
          {answers.plastic === "post" && (
            <Postal answers={answers} wrong={wrong} onChange={(changes) => change(changes, { typing: true })} />
          )}
        </>
      )}
    </Frame>
  );
}
