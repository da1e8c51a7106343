/** A card comes to this phone: the code from the letter, typed, pasted or brought by its link. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { deviceName, inAppleTab } from "../base/install.ts";
import { go, typedCode } from "../base/route.ts";
import { tell } from "../base/told.ts";
import { CODE_LENGTH, caretAfter, grouped, strange, tidy } from "../cards/activation-code.ts";
import { activate, prepareKey } from "../cards/enrol.ts";
import { lasting } from "../cards/held.ts";
import { Trouble } from "../parts/Trouble.tsx";
import type { Problem } from "../talk/api.ts";
import { words } from "../text/index.ts";
import { AppleFirst } from "./AppleFirst.tsx";

export default function AddScreen() {
  const [anyway, setAnyway] = useState(!inAppleTab());
  return anyway ? <CodeForm /> : <AppleFirst onAnyway={() => setAnyway(true)} />;
}

/** What is wrong with a code before anyone is asked, in words; empty if nothing. */
function complaint(code: string): string {
  const { add } = words.value;
  const foreign = strange(code);
  if (foreign) return add.strange(foreign);
  if (code.length < CODE_LENGTH) return add.short(CODE_LENGTH - code.length);
  return code.length > CODE_LENGTH ? add.long(code.length - CODE_LENGTH) : "";
}

function CodeForm() {
  const { add: say, wait } = words.value;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [name, setName] = useState(deviceName);
  const [wrong, setWrong] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [onlyNow, setOnlyNow] = useState(false);
  const [linked] = useState(() => complaint(tidy(typedCode.value)) === "");
  const code = tidy(typedCode.value);

  useEffect(() => {
    if (!linked) field.current?.focus();
  }, [linked]);

  const typed = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const caret = caretAfter(input.value.slice(0, input.selectionStart ?? input.value.length));
    typedCode.value = input.value = grouped(tidy(input.value));
    input.setSelectionRange(caret, caret);
    setWrong(strange(tidy(input.value)) ? complaint(tidy(input.value)) : "");
    setProblem(null);
  };
  const submit = async (event?: Event) => {
    event?.preventDefault();
    const bad = complaint(code);
    setWrong(bad);
    if (bad) return field.current?.focus();
    setBusy(true);
    setProblem(null);
    try {
      const key = await prepareKey(code);
      // The code can be spent once: who would lose the card with the window is told first.
      if (!lasting.value && !onlyNow) return setOnlyNow(true);
      const answer = await activate(key, code, name.trim() || deviceName());
      if (!answer.ok) return setProblem(answer.problem);
      typedCode.value = "";
      tell(say.done);
      go("card");
    } catch {
      setProblem({ code: "key", retryAfter: null });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="page add" onSubmit={submit} noValidate>
      <h1 tabIndex={-1}>{say.title}</h1>
      <p class="lead">{linked ? say.fromLink : say.lead}</p>
      <label for={id}>{say.label}</label>
      <input
        id={id}
        ref={field}
        class="letter-code"
        value={grouped(code)}
        onInput={typed}
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck={false}
        placeholder="XXXXX-XXXXX-XXXXX"
        aria-describedby={`${id}-say`}
        aria-invalid={wrong !== ""}
        readOnly={busy}
      />
      <p id={`${id}-say`} class={wrong ? "wrong" : "hint"} role={wrong ? "alert" : undefined}>
        {wrong || say.count(code.length)}
      </p>
      <label for={`${id}-name`}>{say.deviceLabel}</label>
      <input
        id={`${id}-name`}
        value={name}
        maxLength={40}
        autocomplete="off"
        onInput={(event) => setName(event.currentTarget.value)}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} class="hint">
        {say.deviceHint}
      </p>
      {onlyNow && (
        <div class="notice warn" role="alert">
          <strong>{say.sessionTitle}</strong>
          <p>{say.sessionText}</p>
        </div>
      )}
      {problem && <Trouble problem={problem} />}
      <button type="submit" class="button main wide" disabled={busy} aria-live="polite">
        {busy ? say.busy || wait : onlyNow ? say.sessionGo : say.submit}
      </button>
    </form>
  );
}
