/** How the fund reaches the family: asked when applying, corrected afterwards. */

import type { Faults } from "../../family/steps.ts";
import type { Answers, Channel } from "../../family/wire.ts";
import { Field } from "../../parts/Field.tsx";
import { Pick } from "../../parts/Pick.tsx";
import { say } from "../../text/family/index.ts";

const CHANNELS: readonly Channel[] = ["email", "e-address", "post"];

interface Reach {
  readonly answers: Answers;
  readonly wrong: Readonly<Partial<Record<string, string>>>;
  readonly onChange: (changes: Partial<Answers>, typing?: boolean) => void;
}

export function ContactFields({ answers, wrong, onChange }: Reach) {
  const { apply: words } = say.value;
  return (
    <>
      <fieldset aria-describedby={wrong["channel"] && "channel-wrong"}>
        <legend>{words.channel}</legend>
        {CHANNELS.map((channel) => (
          <Pick
            key={channel}
            kind="radio"
            name="channel"
            label={words.channels[channel]}
            hint={words.channelHints[channel]}
            checked={answers.channel === channel}
            wrong={wrong["channel"] && "channel-wrong"}
            onPick={() => onChange({ channel })}
          />
        ))}
        {wrong["channel"] && (
          <p id="channel-wrong" class="wrong">
            {wrong["channel"]}
          </p>
        )}
      </fieldset>
      <Field
        name="email"
        label={words.email}
        {...(answers.channel !== "email" && { aside: words.optional })}
        wrong={wrong["email"]}
        value={answers.email ?? ""}
        type="email"
        onType={(email) => onChange({ email }, true)}
      />
      <Field
        name="phone"
        label={words.phone}
        aside={words.optional}
        hint={words.phoneHint}
        wrong={wrong["phone"]}
        value={answers.phone ?? ""}
        type="tel"
        onType={(phone) => onChange({ phone }, true)}
      />
      {answers.channel === "post" && <Postal answers={answers} wrong={wrong} onChange={onChange} />}
    </>
  );
}

export function Postal({ answers, wrong, onChange }: Reach) {
  const { apply: words } = say.value;
  return (
    <Field
      name="postal"
      label={words.postal}
      hint={words.postalHint}
      wrong={wrong["postal"]}
      value={answers.postal ?? ""}
      lines={3}
      onType={(postal) => onChange({ postal }, true)}
    />
  );
}

/** What is wrong in words: ours where we know it, else the fund's. */
export function inWords(faults: Faults, refused: Readonly<Record<string, string>>): Partial<Record<string, string>> {
  const { faults: known } = say.value.apply;
  const ours = Object.entries(faults).map(([field, fault]) => [field, known[fault]]);
  return { ...refused, ...Object.fromEntries(ours) };
}
