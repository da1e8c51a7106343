/** Cards of one's own: children from seven years on, and the spouse. */

import { change } from "../../family/draft.ts";
import { mayHoldOwn, spouseOf, toggled } from "../../family/steps.ts";
import { nameOf } from "../../family/wire.ts";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export function CardsStep(page: Page) {
  const { apply: words } = say.value;
  const { application } = page;
  const { separate, spouseCard } = application.answers;
  const spouse = spouseOf(application);
  const children = mayHoldOwn(application);
  return (
    <Frame {...page}>
      <fieldset>
        <legend class="unseen">{words.titles.cards}</legend>
        {spouse && (
          <Pick
            kind="checkbox"
            name="spouseCard"
            label={nameOf(spouse)}
            hint={words.ownSpouse}
            checked={spouseCard}
            onPick={() => change({ spouseCard: !spouseCard })}
          />
        )}
        {children.map((member) => (
          <Pick
            key={member.person}
            kind="checkbox"
            name="separate"
            label={nameOf(member)}
            hint={member.age === null ? undefined : words.age(member.age)}
            checked={separate.includes(member.person)}
            onPick={() => change({ separate: toggled(separate, member.person) })}
          />
        ))}
      </fieldset>
      {children.length > 0 && <p class="hint">{words.ownFrom}</p>}
    </Frame>
  );
}
