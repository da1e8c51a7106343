/** One choice of several, as large as a thumb: a real checkbox or radio in a card-like label. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Choice {
  readonly kind: "checkbox" | "radio";
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly wrong?: string | undefined;
  readonly onPick: () => void;
  readonly children?: ComponentChildren;
}

export function Pick({ kind, name, label, hint, checked, disabled = false, wrong, onPick, children }: Choice) {
  const id = useId();
  return (
    <div class={checked ? "pick on" : "pick"}>
      <input
        id={id}
        type={kind}
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={[hint && `${id}-hint`, wrong].filter(Boolean).join(" ") || undefined}
        aria-invalid={wrong ? true : undefined}
        onChange={onPick}
      />
      <label for={id}>{label}</label>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {children}
    </div>
  );
}
