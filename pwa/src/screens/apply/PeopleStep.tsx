/** Questions about some of the children: who has a disability, who studies abroad. Nobody is an answer too. */

import { change } from "../../family/draft.ts";
import { dependantsOf, toggled } from "../../family/steps.ts";
import { nameOf } from "../../family/wire.ts";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export const HealthStep = (page: Page) => <Which {...page} field="disability" />;
export const AbroadStep = (page: Page) => <Which {...page} field="abroad" />;

function Which({ field, ...page }: Page & { field: "disability" | "abroad" }) {
  const { apply: words } = say.value;
  const chosen = page.application.answers[field];
  return (
    <Frame {...page}>
      <fieldset>
        <legend class="unseen">{words.titles[page.step]}</legend>
        {dependantsOf(page.application).map((member) => (
          <Pick
            key={member.person}
            kind="checkbox"
            name={field}
            label={nameOf(member)}
            hint={member.age === null ? undefined : words.age(member.age)}
            checked={chosen.includes(member.person)}
            onPick={() => change({ [field]: toggled(chosen, member.person) })}
          />
        ))}
      </fieldset>
      {field === "abroad" && chosen.length > 0 && <p class="hint">{words.abroadPaper}</p>}
    </Frame>
  );
}
