/** Everything on one page, each line with its way back; then it is handed in, once. */

import { useEffect, useRef, useState } from "preact/hooks";
import { go, href } from "../../base/route.ts";
import { tell } from "../../base/told.ts";
import { draft, submit } from "../../family/draft.ts";
import { faultsOf, holderOf, PAGE_OF, STEPS, type Step, stepsOf } from "../../family/steps.ts";
import { type Application, nameOf } from "../../family/wire.ts";
import { MiniCard } from "../../parts/MiniCard.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { papers } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export function CheckStep(page: Page) {
  const { apply: words, problems } = say.value;
  const { application } = page;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [count, setCount] = useState<number | null>(null);
  const faults = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void papers(application.id).then((answer) => {
      if (answer.ok) setCount(answer.value.documents.length);
    });
  }, [application.id]);
  const wrong = wrongSteps(application, problem);

  const hand = async () => {
    setTried(true);
    setProblem(null);
    if (wrongSteps(draft.peek() ?? application, null).length) {
      focusOn(faults);
      return;
    }
    setBusy(true);
    const answer = await submit();
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      focusOn(faults);
      return;
    }
    tell(words.submitted(answer.value.number ?? ""));
    go("family");
  };
  const [said, unsaid] = linesOf(application, count);
  return (
    <Frame
      {...page}
      last={
        <div class="hand-in">
          <div ref={faults} tabIndex={-1}>
            {tried && wrong.length > 0 && <ToFix steps={wrong} />}
            {problem && wrong.length === 0 && <Unsent problem={problem} own={problems} />}
          </div>
          <p class="hint">{words.promise}</p>
          <button type="button" class="button main wide" disabled={busy} aria-live="polite" onClick={hand}>
            {busy ? words.submitting : words.submit}
          </button>
        </div>
      }
    >
      <MiniCard label={words.preview} names={cardNames(application)} />
      <Lines lines={said} />
      <details>
        <summary>
          <h2>{words.more}</h2>
        </summary>
        <Lines lines={unsaid} />
      </details>
    </Frame>
  );
}

const focusOn = (box: { current: HTMLElement | null }) => requestAnimationFrame(() => box.current?.focus());

function Lines({ lines }: { lines: readonly [Step, readonly string[]][] }) {
  const { apply: words } = say.value;
  return (
    <dl class="sums">
      {lines.map(([step, said]) => (
        <div key={step}>
          <dt>{words.rows[step]}</dt>
          <dd>
            {said.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </dd>
          <dd>
            <a href={href("apply", step)} aria-label={words.changeOf(words.rows[step])}>
              {words.change}
            </a>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Pages on which something is not right: by our own look, and by the fund's answer. */
function wrongSteps(application: Application, problem: Problem | null): Step[] {
  const refused = Object.keys(problem?.fields ?? {}).map((field) => PAGE_OF[field.replace(/[[.].*$/, "")]);
  return STEPS.filter((step) => Object.keys(faultsOf(application.answers, step)).length > 0 || refused.includes(step));
}

function ToFix({ steps }: { steps: readonly Step[] }) {
  const { apply: words } = say.value;
  return (
    <div class="notice stop" role="alert">
      <strong>{words.toFix}</strong>
      <ul>
        {steps.map((step) => (
          <li key={step}>
            <a href={href("apply", step)}>{words.fix(words.titles[step])}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A submission whose answer did not come may have arrived all the same: that is said, and again is safe. */
function Unsent({ problem, own }: { problem: Problem; own: Record<string, readonly [string, string]> }) {
  if (problem.code !== "offline" && problem.code !== "server") return <Trouble problem={problem} own={own} />;
  return (
    <p class="notice warn" role="alert">
      {say.value.apply.unsure}
    </p>
  );
}

function cardNames(application: Application): string[] {
  const holder = holderOf(application);
  return [holder ? nameOf(holder) : "", ...namesOf(application, application.answers.names)];
}

function namesOf({ members }: Application, ids: readonly string[]): string[] {
  return ids.flatMap((id) => members.filter(({ person }) => person === id).map(nameOf));
}

type Line = [Step, string[]];

/** What has been said, by the page on which it was asked; and what was not asked but can still be said. */
function linesOf(application: Application, count: number | null): [Line[], Line[]] {
  const { apply: words } = say.value;
  const { answers, members } = application;
  const shown = stepsOf(application);
  const channel = answers.channel && words.channels[answers.channel];
  const spouse = members.find(({ role }) => role === "spouse");
  const own = [...(answers.spouseCard && spouse ? [nameOf(spouse)] : []), ...namesOf(application, answers.separate)];
  const lines: Record<Step, string[]> = {
    family: members.map(nameOf),
    health: namesOf(application, answers.disability),
    abroad: namesOf(application, answers.abroad),
    names: cardNames(application),
    cards: own,
    contact: [channel, answers.email, answers.phone, answers.channel === "post" && answers.postal].filter(isText),
    plastic: [words.plastics[answers.plastic ?? "none"], answers.plastic === "post" && answers.postal].filter(isText),
    documents: count ? [words.papersCount(count)] : [],
    incapacity: answers.incapacity ? [words.incapacityYes] : [],
    check: [],
  };
  const asked = STEPS.filter((step) => step !== "check" && (shown.includes(step) || lines[step].length > 0));
  const other = (["health", "abroad", "documents", "incapacity"] as const).filter((step) => !asked.includes(step));
  const said = (step: Step): Line => [step, lines[step].length ? lines[step] : [words.notSaid]];
  return [asked.map(said), other.map(said)];
}

const isText = (text: string | false | null | undefined): text is string => Boolean(text);
