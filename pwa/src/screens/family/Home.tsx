/** Home of the signed-in family: what is to be done next comes first. */

import { useEffect, useState } from "preact/hooks";
import { now } from "../../base/clock.ts";
import { inAppleTab } from "../../base/install.ts";
import { rigaDay, sayDay } from "../../base/riga.ts";
import { go, href } from "../../base/route.ts";
import { tell } from "../../base/told.ts";
import { unread } from "../../base/unread.ts";
import { all, begin, clear, draft } from "../../family/draft.ts";
import { type Renewal, renewalOf } from "../../family/renewal.ts";
import { me, signOut } from "../../family/session.ts";
import { rights, takeMine } from "../../family/takeup.ts";
import { ArrowIcon } from "../../parts/icons.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";
import { Extras } from "./Extras.tsx";
import { Rights } from "./Rights.tsx";
import { Standing } from "./Standing.tsx";

/** Cards come to this phone when the family comes home, and the moment one is granted; then they show themselves. */
function useArrival(state: string | undefined): { missed: Problem | null; settled: boolean } {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [settledAs, setSettledAs] = useState<string | undefined>("");
  useEffect(() => {
    if (state && state !== "granted") return;
    void takeMine().then(({ came, trouble }) => {
      setProblem(trouble);
      setSettledAs(state);
      if (trouble || !came) return;
      // In a browser tab on iOS the card does not last: that is the more urgent thing to say.
      tell(inAppleTab() ? say.peek().cards.apple : say.peek().cards.arrived);
      go("card");
    });
  }, [state]);
  return { missed: problem, settled: settledAs === state };
}

export function Home() {
  const { home } = say.value;
  const person = me.value?.person;
  const application = draft.value;
  const over = !application || ["withdrawn", "refused"].includes(application.state);
  const { missed, settled } = useArrival(application?.state);
  // Not before the cards are asked for: who has just been granted one has none to renew.
  const renewal = settled ? renewalOf(rights.value ?? [], all.value ?? [], rigaDay(now())) : null;
  const [problem, setProblem] = useState<Problem | null>(null);
  const leave = async () => {
    const trouble = await signOut();
    setProblem(trouble);
    if (trouble) return;
    clear();
    rights.value = undefined;
    tell(home.outDone);
    go("card");
  };
  return (
    <div class="page family">
      <h1 tabIndex={-1}>{person ? home.hello(person.given) : home.title}</h1>
      {missed && <Trouble problem={missed} own={say.value.problems} />}
      {renewal && <Renew renewal={renewal} />}
      {application && (!over || !renewal) && <Standing application={application} ended={renewal?.lastDay === null} />}
      {over && !renewal && <Begin />}
      <Rights />
      <a class="row" href={href("messages")}>
        <span>
          <b>{home.messages}</b>
          <small>{unread.value ? home.unread(unread.value) : home.noUnread}</small>
        </span>
        {unread.value > 0 && <em class="count">{unread}</em>}
        <ArrowIcon />
      </a>
      <Earlier />
      <Extras />
      {problem && <Trouble problem={problem} own={say.value.problems} />}
      <div>
        <button type="button" class="button" onClick={leave}>
          {home.out}
        </button>
        <p class="hint">{home.outHint}</p>
      </div>
    </div>
  );
}

function Begin() {
  const { home } = say.value;
  return (
    <section class="panel">
      <h2>{home.beginTitle}</h2>
      <p>{home.beginText}</p>
      <ol class="steps">
        {home.beginSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <BeginButton renewal={false} label={home.begin} />
    </section>
  );
}

function Renew({ renewal }: { renewal: Renewal }) {
  const { home } = say.value;
  return (
    <section class="panel">
      <h2>{renewal.lastDay ? home.renewTitle : home.againTitle}</h2>
      <p>{renewal.lastDay ? home.renewText(sayDay(renewal.lastDay, lang.value)) : home.renewOver}</p>
      <BeginButton renewal label={home.renew} />
    </section>
  );
}

function BeginButton({ renewal, label }: { renewal: boolean; label: string }) {
  const { home, problems } = say.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const start = async () => {
    setBusy(true);
    const trouble = await begin(renewal);
    setBusy(false);
    setProblem(trouble);
    if (!trouble) go("apply", "family");
  };
  return (
    <>
      {problem && <Trouble problem={problem} own={problems} />}
      <button type="button" class="button main wide" disabled={busy} aria-live="polite" onClick={start}>
        {busy ? home.beginBusy : label}
      </button>
    </>
  );
}

function Earlier() {
  const { home, state } = say.value;
  const earlier = (all.value ?? []).filter(({ id, number }) => number && id !== draft.value?.id);
  if (!earlier.length) return null;
  return (
    <details>
      <summary>
        <h2>{home.earlier}</h2>
      </summary>
      <ul class="plain">
        {earlier.map(({ id, number, registeredAt, state: how }) => (
          <li key={id}>
            {number}
            {registeredAt && `, ${sayDay(rigaDay(Date.parse(registeredAt)), lang.value)}`}: {state.titles[how]}
          </li>
        ))}
      </ul>
    </details>
  );
}
