/** The frame of every question: how far, what is asked, whether it is saved, back and on. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { go, href } from "../../base/route.ts";
import { draft, flush, refusedFields, saving } from "../../family/draft.ts";
import { loginHref } from "../../family/session.ts";
import { besideOf, type Faults, faultsOf, PAGE_OF, type Step, stepsOf } from "../../family/steps.ts";
import { ArrowIcon } from "../../parts/icons.tsx";
import { say } from "../../text/family/index.ts";
import { inWords } from "../family/ContactFields.tsx";
import type { Page } from "./page.ts";

interface Framed extends Page {
  /** The page's question, given what is wrong so far, by field. */
  readonly children: ComponentChildren | ((wrong: Partial<Record<string, string>>) => ComponentChildren);
  /** In place of the way on. */
  readonly last?: ComponentChildren;
}

export function Frame({ step, application, children, last }: Framed) {
  const { apply: words } = say.value;
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const steps = stepsOf(application);
  const at = steps.indexOf(step);
  const faults: Faults = tried ? faultsOf(application.answers, step) : {};
  const before = besideOf(application, step, -1);

  const on = (event: Event) => {
    event.preventDefault();
    const asked = draft.peek() ?? application;
    void flush();
    if (Object.keys(faultsOf(asked.answers, step)).length) {
      setTried(true);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
      return;
    }
    go("apply", besideOf(asked, step, 1) ?? "check");
  };
  return (
    <form class="page apply" ref={form} onSubmit={on} noValidate>
      <div class="way">
        <a class="back" href={before ? href("apply", before) : href("family")}>
          <ArrowIcon />
          {words.back}
        </a>
        <Saved />
      </div>
      <div>
        <p class="far">{at < 0 ? words.aside : words.step(at + 1, steps.length)}</p>
        {at >= 0 && <progress class="progress" value={at + 1} max={steps.length} aria-hidden="true" />}
        <h1 tabIndex={-1}>{words.titles[step]}</h1>
        <p class="lead">{words.leads[step]}</p>
      </div>
      {saving.value === "signed-out" && (
        <div class="notice warn" role="alert">
          <p>{words.signedOut}</p>
          <a class="button small" href={loginHref(`#/apply/${step}`)}>
            {say.value.signIn.state}
          </a>
        </div>
      )}
      {typeof children === "function" ? children(inWords(faults, refusedFields.value)) : children}
      <Refused step={step} />
      {last ?? (
        <button type="submit" class="button main wide">
          {words.next}
        </button>
      )}
    </form>
  );
}

/** What the fund did not take of this page and no field of it shows. */
function Refused({ step }: { step: Step }) {
  const shown = ["phone", "email", "channel", "postal"];
  const said = Object.entries(refusedFields.value).filter(([field]) => {
    const name = field.replace(/[[.].*$/, "");
    return PAGE_OF[name] === step && !shown.includes(name);
  });
  if (!said.length) return null;
  return (
    <div class="notice stop" role="alert">
      {said.map(([field, sentence]) => (
        <p key={field}>{sentence}</p>
      ))}
    </div>
  );
}

/** Whether the answers are at the fund. Said aloud only when something is in the way. */
function Saved() {
  const { save } = say.value.apply;
  const how = saving.value;
  const loud = how === "offline" || how === "signed-out";
  return (
    <span class={`saved ${how}`} role={loud ? "status" : undefined}>
      {save[how]}
      {how === "saved" && " ✓"}
    </span>
  );
}
