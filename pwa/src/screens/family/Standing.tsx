/** How the application stands: what happens next, by when, and what the family can do. */

import { useEffect, useState } from "preact/hooks";
import { rigaDay, sayDay } from "../../base/riga.ts";
import { href } from "../../base/route.ts";
import { tell } from "../../base/told.ts";
import { cards } from "../../cards/held.ts";
import { look, withdraw } from "../../family/draft.ts";
import { rhythm } from "../../family/rhythm.ts";
import type { Application, Decision } from "../../family/wire.ts";
import { nameOf } from "../../family/wire.ts";
import { Ask } from "../../parts/Ask.tsx";
import { StopIcon, TickIcon, WaitIcon } from "../../parts/icons.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";
import { Papers } from "./Papers.tsx";

/** `ended`: of the card that was granted nothing is left, whether its time is over or it was annulled. */
export function Standing({ application, ended }: { application: Application; ended: boolean }) {
  const { state: words } = say.value;
  const { state, number, registeredAt, decideBy, asked, askedUntil } = application;
  const gone = ended && state === "granted";
  const waits = state === "checking" || state === "case" || state === "asked";
  useCalmLook(application);
  return (
    <section class={`panel standing ${state}`}>
      <div role="status" class="how">
        {state === "granted" && !gone ? (
          <TickIcon />
        ) : state === "refused" || state === "withdrawn" || gone ? (
          <StopIcon />
        ) : (
          <WaitIcon />
        )}
        <h2>{gone ? words.endedTitle : words.titles[state]}</h2>
      </div>
      <p>
        {gone ? words.endedText : state === "case" && needsPaper(application) ? words.paperHelps : words.next[state]}
      </p>
      {asked && (
        <div class="notice warn">
          <strong>{words.asked}</strong>
          <p class="lines">{asked}</p>
          {askedUntil && <p>{words.askedUntil(sayDay(askedUntil, lang.value))}</p>}
        </div>
      )}
      {number && (
        <dl class="facts">
          <div>
            <dt>{words.number}</dt>
            <dd>{number}</dd>
          </div>
          {registeredAt && (
            <div>
              <dt>{words.registered}</dt>
              <dd>{sayDay(rigaDay(Date.parse(registeredAt)), lang.value)}</dd>
            </div>
          )}
          {decideBy && waits && (
            <div>
              <dt>{words.decideBy}</dt>
              <dd>{sayDay(decideBy, lang.value)}</dd>
            </div>
          )}
        </dl>
      )}
      {waits && <Missing application={application} />}
      {state === "draft" && (
        <a class="button main wide" href={href("apply", "family")}>
          {words.goOn}
        </a>
      )}
      {state === "granted" && cards.value.length > 0 && (
        <a class="button main wide" href={href("card")}>
          {words.showCard}
        </a>
      )}
      {waits && <Adding application={application} open={state === "asked"} />}
      <Decisions decisions={application.decisions} refused={state === "refused"} />
      {(waits || state === "draft") && <Changing waits={waits} />}
    </section>
  );
}

/** While the machine is checking, look again: soon, then ever more calmly, and never while nobody looks. */
function useCalmLook({ id, state }: Application): void {
  useEffect(() => {
    const waits = state === "checking" || state === "case" || state === "asked";
    return waits ? rhythm(look, state === "checking") : undefined;
  }, [id, state]);
}

/** What no register can say: only a paper does. */
const ON_PAPER: ReadonlySet<string> = new Set(["studies-abroad", "incapacity"]);
const needsPaper = ({ missing }: Application) => missing.some(({ code, field }) => !field && ON_PAPER.has(code));

function Missing({ application }: { application: Application }) {
  const { missing: words, missingOther, state } = say.value;
  const of = new Map(application.members.map((member) => [member.person, nameOf(member)]));
  const facts = application.missing.filter(({ field }) => !field);
  if (!facts.length) return null;
  const lines = facts.map(({ code, person }) => {
    const who = person && of.get(person);
    return `${who ? `${who}: ` : ""}${words[code] ?? missingOther}`;
  });
  return (
    <div>
      <h3>{state.missing}</h3>
      <ul class="plain">
        {[...new Set(lines)].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function Adding({ application, open }: { application: Application; open: boolean }) {
  const { state: words } = say.value;
  const [adding, setAdding] = useState(open);
  return adding ? (
    <div>
      <h3>{say.value.apply.titles.documents}</h3>
      <p class="hint">{say.value.apply.leads.documents}</p>
      <Papers application={application.id} onList={() => void look()} />
    </div>
  ) : (
    <button type="button" class="button" onClick={() => setAdding(true)}>
      {words.addPapers}
    </button>
  );
}

function Decisions({ decisions, refused }: { decisions: readonly Decision[]; refused: boolean }) {
  const { state: words } = say.value;
  if (!decisions.length) return null;
  return (
    <div>
      <h3>{words.decisions}</h3>
      <ul class="papers">
        {decisions.map(({ id, number, kind, madeAt, contestBy }) => (
          <li key={id}>
            <span>
              <b>{words.decisionKinds[kind] ?? kind}</b>
              <small>
                {number}
                {madeAt && `, ${sayDay(rigaDay(Date.parse(madeAt)), lang.value)}`}
              </small>
            </span>
            <span class="files">
              <a
                href={`/wallet/decisions/${id}/paper`}
                download={`${number}.pdf`}
                aria-label={`${words.paper} ${number}`}
              >
                {words.paper}
              </a>
              <a
                href={`/wallet/decisions/${id}/seal`}
                download={`${number}.jws`}
                aria-label={`${words.seal} ${number}`}
              >
                {words.seal}
              </a>
            </span>
            {kind !== "grant" && (
              <p class="hint">{contestBy ? words.contest(sayDay(contestBy, lang.value)) : words.contestPlain}</p>
            )}
          </li>
        ))}
      </ul>
      {refused && decisions.every(({ kind }) => kind === "grant") && <p class="hint">{words.contestPlain}</p>}
    </div>
  );
}

function Changing({ waits }: { waits: boolean }) {
  const { state: words } = say.value;
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const again = async () => setProblem(await look());
  const gone = async () => {
    setAsking(false);
    const trouble = await withdraw();
    setProblem(trouble);
    if (!trouble) tell(words.withdrawn);
  };
  return (
    <>
      {problem && <Trouble problem={problem} own={say.value.problems} />}
      <div class="quiet">
        {waits && (
          <button type="button" class="link" onClick={again}>
            {words.look}
          </button>
        )}
        {waits && <a href={href("family", "contact")}>{words.correct}</a>}
        <button type="button" class="link" onClick={() => setAsking(true)}>
          {words.withdraw}
        </button>
      </div>
      {asking && (
        <Ask
          title={words.withdrawAsk}
          text={words.withdrawText}
          yes={words.withdrawGo}
          onYes={gone}
          onNo={() => setAsking(false)}
        />
      )}
    </>
  );
}
