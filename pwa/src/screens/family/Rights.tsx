/** The family's cards: on this phone, to be put on it, or on their way to another. */

import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../../base/clock.ts";
import { inAppleTab } from "../../base/install.ts";
import { rigaDay, sayDay, sayMoment } from "../../base/riga.ts";
import { tell } from "../../base/told.ts";
import { cards } from "../../cards/held.ts";
import { draft } from "../../family/draft.ts";
import { spouseOf } from "../../family/steps.ts";
import { end, rights, take } from "../../family/takeup.ts";
import { nameOf, type OwnCard } from "../../family/wire.ts";
import { Ask } from "../../parts/Ask.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { codeFor } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";

export function Rights() {
  const { cards: words } = say.value;
  const list = rights.value ?? [];
  const application = draft.value;
  const spouse = application?.state === "granted" && application.answers.spouseCard ? spouseOf(application) : undefined;
  if (!list.length) return null;
  return (
    <section class="rights">
      <h2>{words.title}</h2>
      {inAppleTab() && <p class="notice warn">{words.apple}</p>}
      <ul class="papers">
        {list.map((own) => (
          <Right key={own.card.id} own={own} />
        ))}
      </ul>
      {spouse && <p class="hint">{words.spouse(nameOf(spouse))}</p>}
    </section>
  );
}

function Right({ own: { card, mine } }: { own: OwnCard }) {
  const { cards: words, problems } = say.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState(false);
  const [code, setCode] = useState<{ code: string; expires: string } | null>(null);
  const here = cards.value.some((kept) => kept.card.id === card.id && !kept.trouble);
  const today = rigaDay(now());
  const good = card.state === "valid";
  const day = (text: string) => sayDay(text, lang.value);

  const bring = async () => {
    setBusy(true);
    const trouble = await take(card.id);
    setBusy(false);
    setProblem(trouble);
    if (!trouble) tell(words.took(card.holder));
  };
  const give = async () => {
    const answer = await codeFor(card.id);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) setCode(answer.value);
  };
  const giveUp = async () => {
    setAsking(false);
    const trouble = await end(card.id);
    setProblem(trouble);
    if (!trouble) tell(words.gaveUp(card.holder));
  };
  return (
    <li>
      <span>
        <b>{card.holder}</b>
        <small>
          {!good
            ? words.over
            : card.validFrom > today
              ? words.from(day(card.validFrom))
              : words.until(day(card.validTo))}
        </small>
        {here && <em>{words.here}</em>}
      </span>
      {good && (
        <span class="files">
          {!here && (
            <button type="button" class="button small" disabled={busy} onClick={bring}>
              {busy ? words.taking : words.take}
              <span class="unseen"> {card.holder}</span>
            </button>
          )}
          {!mine && !code && (
            <button type="button" class="button small" onClick={give}>
              {words.other}
              <span class="unseen"> {card.holder}</span>
            </button>
          )}
          {mine && (
            <button type="button" class="link" onClick={() => setAsking(true)}>
              {words.giveUp}
              <span class="unseen"> {card.holder}</span>
            </button>
          )}
        </span>
      )}
      {asking && (
        <Ask
          title={words.giveUpAsk}
          text={words.giveUpText}
          yes={words.giveUpGo}
          onYes={giveUp}
          onNo={() => setAsking(false)}
        />
      )}
      {problem && <Trouble problem={problem} own={problems} />}
      {code && <ForAnother holder={card.holder} {...code} />}
    </li>
  );
}

/** The code for another phone: to be scanned by its camera, or typed. */
function ForAnother({ holder, code, expires }: { holder: string; code: string; expires: string }) {
  const { cards: words } = say.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    void import("../../code/link.ts").then(({ drawLink }) => {
      if (canvas.current) drawLink(canvas.current, `${location.origin}/#code=${code}`);
    });
  }, [code]);
  return (
    <div class="another">
      <h3 ref={heading} tabIndex={-1}>
        {words.otherTitle(holder)}
      </h3>
      <p>{words.otherText}</p>
      <canvas ref={canvas} role="img" aria-label={words.otherLabel} />
      <p class="letter-code">{code}</p>
      <p class="hint">{words.otherUntil(sayMoment(expires, lang.value))}</p>
    </div>
  );
}
