/** A till may show two or three digits; typed here they are signed into the codes of the next two minutes, so a relayed picture does not help. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { words } from "../text/index.ts";

/** Digits are for the till in front of us. */
const LASTS = 120_000;
const DIGITS = /^[0-9]{2,3}$/;

interface Props {
  readonly value: string | undefined;
  readonly onChange: (digits: string | undefined) => void;
}

export function Challenge({ value, onChange }: Props) {
  const { card: say, cancel } = words.value;
  const [open, setOpen] = useState(false);
  const [bad, setBad] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    if (value === undefined) return;
    const timer = setTimeout(onChange, LASTS, undefined);
    return () => clearTimeout(timer);
  }, [value, onChange]);
  useEffect(() => {
    if (!open) return;
    field.current?.form?.scrollIntoView({ block: "nearest" });
    field.current?.focus();
  }, [open]);

  if (value !== undefined)
    return (
      <p class="digits" role="status">
        {say.challengeOn} <b>{value}</b>
        <button type="button" class="link" onClick={() => onChange(undefined)}>
          {say.challengeOff}
        </button>
      </p>
    );
  if (!open)
    return (
      <button type="button" class="link" onClick={() => setOpen(true)}>
        {say.challenge}
      </button>
    );
  const submit = (event: Event) => {
    event.preventDefault();
    const digits = field.current?.value.trim() ?? "";
    setBad(!DIGITS.test(digits));
    if (!DIGITS.test(digits)) return field.current?.focus();
    setOpen(false);
    onChange(digits);
  };
  return (
    <form class="challenge" onSubmit={submit} noValidate>
      <label for={id}>{say.challengeLabel}</label>
      <p id={`${id}-hint`} class={bad ? "wrong" : "hint"} role={bad ? "alert" : undefined}>
        {bad ? say.challengeBad : say.challengeHint}
      </p>
      <div>
        <input
          id={id}
          ref={field}
          inputMode="numeric"
          maxLength={3}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={bad}
        />
        <button type="submit" class="button main">
          {say.challengeGo}
        </button>
        <button type="button" class="link" onClick={() => setOpen(false)}>
          {cancel}
        </button>
      </div>
    </form>
  );
}
