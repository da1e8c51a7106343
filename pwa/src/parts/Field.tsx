/** A field to type in: label above, hint below, what is wrong in its place; what was typed stays. */

import { useId, useState } from "preact/hooks";

interface Typed {
  readonly name: string;
  readonly label: string;
  readonly aside?: string;
  readonly hint?: string;
  readonly wrong?: string | undefined;
  readonly value: string;
  readonly onType: (value: string) => void;
  readonly lines?: number;
  readonly type?: "email" | "tel";
}

export function Field({ name, label, aside, hint, wrong, value, onType, lines, type }: Typed) {
  const id = useId();
  // The fund tidies what it is given (+371…): not under the fingers that are still typing.
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string) => {
    setTyped(text);
    onType(text);
  };
  const same = {
    id,
    name,
    value: typed ?? value,
    onBlur: () => setTyped(null),
    "aria-invalid": wrong ? true : undefined,
    "aria-describedby": hint || wrong ? `${id}-say` : undefined,
  };
  return (
    <div class="field">
      <label for={id}>
        {label} {aside && <small>({aside})</small>}
      </label>
      {lines ? (
        <textarea
          {...same}
          rows={lines}
          autocomplete="street-address"
          maxLength={200}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      ) : (
        <input
          {...same}
          {...(type === "tel"
            ? { type, inputMode: type, autocomplete: type }
            : { type: "email", inputMode: "email", autocomplete: "email" })}
          maxLength={254}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      )}
      {(wrong || hint) && (
        <p id={`${id}-say`} class={wrong ? "wrong" : "hint"}>
          {wrong || hint}
        </p>
      )}
    </div>
  );
}
