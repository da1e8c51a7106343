/** Whose names stand on the card, in which order; the card beside it shows at once what comes of it. */

import { change } from "../../family/draft.ts";
import { holderOf, MOST_OTHERS, moved, othersOf, toggled } from "../../family/steps.ts";
import { type Member, nameOf } from "../../family/wire.ts";
import { ArrowIcon } from "../../parts/icons.tsx";
import { MiniCard } from "../../parts/MiniCard.tsx";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export function NamesStep(page: Page) {
  const { apply: words } = say.value;
  const { application } = page;
  const { names } = application.answers;
  const holder = holderOf(application);
  const others = othersOf(application);
  const chosen = names
    .map((id) => others.find(({ person }) => person === id))
    .filter((member): member is Member => member !== undefined);
  const full = chosen.length >= MOST_OTHERS;
  const move = (id: string, by: 1 | -1) => change({ names: moved(names, id, by) });
  return (
    <Frame {...page}>
      <fieldset>
        <legend class="unseen">{words.titles.names}</legend>
        {holder && (
          <Pick
            kind="checkbox"
            name="holder"
            label={nameOf(holder)}
            hint={words.you}
            checked
            disabled
            onPick={() => undefined}
          />
        )}
        {others.map((member) => {
          const { person, age, role } = member;
          const on = names.includes(person);
          const hint = role === "spouse" ? words.spouse : age === null ? undefined : words.age(age);
          return (
            <Pick
              key={person}
              kind="checkbox"
              name="names"
              label={nameOf(member)}
              hint={hint}
              checked={on}
              disabled={full && !on}
              onPick={() => change({ names: toggled(names, person) })}
            />
          );
        })}
      </fieldset>
      {full && others.length > chosen.length && <p class="hint">{words.most(MOST_OTHERS)}</p>}
      {chosen.length > 1 && (
        <div>
          <h2>{words.order}</h2>
          <ol class="order">
            {chosen.map((member, n) => (
              <li key={member.person}>
                <span>{nameOf(member)}</span>
                <button
                  type="button"
                  aria-label={words.up(nameOf(member))}
                  aria-disabled={n === 0}
                  onClick={() => n > 0 && move(member.person, -1)}
                >
                  <ArrowIcon />
                </button>
                <button
                  type="button"
                  class="down"
                  aria-label={words.down(nameOf(member))}
                  aria-disabled={n === chosen.length - 1}
                  onClick={() => n < chosen.length - 1 && move(member.person, 1)}
                >
                  <ArrowIcon />
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
      <div aria-live="polite">
        <MiniCard label={words.preview} names={[holder ? nameOf(holder) : "", ...chosen.map(nameOf)]} />
      </div>
    </Frame>
  );
}
