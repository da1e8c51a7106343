/** How to reach the family, corrected after the application was submitted. */

import { useRef, useState } from "preact/hooks";
import { go, href } from "../../base/route.ts";
import { tell } from "../../base/told.ts";
import { draft, taken } from "../../family/draft.ts";
import { faultsOf } from "../../family/steps.ts";
import type { Answers } from "../../family/wire.ts";
import { ArrowIcon } from "../../parts/icons.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { setContact } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { lang, words } from "../../text/index.ts";
import { ContactFields, inWords } from "./ContactFields.tsx";

export function ContactScreen() {
  const { apply, state, problems } = say.value;
  const application = draft.value;
  const form = useRef<HTMLFormElement>(null);
  const [changes, setChanges] = useState<Partial<Answers>>({});
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  if (!application) return null;
  const answers = { ...application.answers, ...changes };
  const faults = faultsOf(answers, "contact");

  const save = async (event: Event) => {
    event.preventDefault();
    setShown(true);
    if (Object.keys(faults).length) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      return;
    }
    setBusy(true);
    const { phone, email, channel, postal } = answers;
    const contact = { phone: phone ?? "", email: email ?? "", channel, postal: postal ?? "", language: lang.value };
    const trouble = taken(await setContact(application.id, contact));
    setBusy(false);
    setProblem(trouble);
    if (trouble) return;
    tell(state.corrected);
    go("family");
  };
  return (
    <form class="page apply" ref={form} onSubmit={save} noValidate>
      <a class="back" href={href("family")}>
        <ArrowIcon />
        {words.value.back}
      </a>
      <h1 tabIndex={-1}>{apply.titles.contact}</h1>
      <ContactFields
        answers={answers}
        wrong={inWords(shown ? faults : {}, problem?.fields ?? {})}
        onChange={(more) => setChanges({ ...changes, ...more })}
      />
      {problem && <Trouble problem={problem} own={problems} />}
      <button type="submit" class="button main wide" disabled={busy}>
        {busy ? apply.save.saving : state.correct}
      </button>
    </form>
  );
}
