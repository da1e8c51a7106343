/** The first screen of everyone who has a card: all cards side by side, the code as large as it goes. */

import { useEffect, useRef, useState } from "preact/hooks";
import { clockError, now } from "../base/clock.ts";
import { rigaDay, sayDay } from "../base/riga.ts";
import { href } from "../base/route.ts";
import { verifierSpoken } from "../base/settings.ts";
import { tell } from "../base/told.ts";
import { cards, current, currentId, lasting } from "../cards/held.ts";
import { type KeptCard, type Standing, shownAt, standing } from "../cards/model.ts";
import { refresh, removeHere } from "../cards/renew.ts";
import { CodeView } from "../code/CodeView.tsx";
import { nearEnd } from "../family/renewal.ts";
import { Ask } from "../parts/Ask.tsx";
import { ArrowIcon, Ornament, StopIcon, WaitIcon } from "../parts/icons.tsx";
import { lang, words } from "../text/index.ts";
import { useWakeLock } from "./wake-lock.ts";

export default function CardScreen() {
  const { card: say, gap } = words.value;
  const deck = useRef<HTMLUListElement>(null);
  useMinutes();
  const all = shownAt(cards.value, now());
  const at = Math.max(
    0,
    all.findIndex((card) => card.id === current.value?.id),
  );
  useWakeLock();

  const slideTo = (index: number, behavior: ScrollBehavior = "smooth") => {
    const target = deck.current?.children[index];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (target instanceof HTMLElement)
      deck.current?.scrollTo({ left: target.offsetLeft, behavior: calm ? "auto" : behavior });
  };
  // Only where the screen opens: afterwards the deck leads and `at` follows.
  useEffect(() => slideTo(at, "auto"), []);
  const followed = () => {
    const { scrollLeft = 0, clientWidth = 1 } = deck.current ?? {};
    const there = all[Math.round(scrollLeft / clientWidth)];
    if (there && there.id !== current.peek()?.id) currentId.value = there.id;
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target instanceof HTMLInputElement || !all[at + step]) return;
    event.preventDefault();
    slideTo(at + step);
  };
  const off = clockError.value;
  const distance = gap(Math.round(Math.abs(off) / 1000));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut; the buttons below do the same
    <div class="cards" onKeyDown={onKey}>
      <h1 class="unseen" tabIndex={-1}>
        {all.length > 1 ? say.list : say.kind}
      </h1>
      {!lasting.value && <p class="notice warn">{say.session}</p>}
      {off !== 0 && <p class="notice warn">{off > 0 ? say.clockAhead(distance) : say.clockBehind(distance)}</p>}
      <ul class="deck" ref={deck} onScroll={followed}>
        {all.map((card, n) => (
          <li key={card.id} inert={n !== at} aria-label={say.nth(n + 1, all.length, card.card.holder)}>
            <CardView card={card} />
          </li>
        ))}
      </ul>
      {all.length > 1 && (
        <div class="dots">
          <button type="button" aria-label={say.previous} aria-disabled={at === 0} onClick={() => slideTo(at - 1)}>
            <ArrowIcon />
          </button>
          {all.map((card, n) => (
            <i key={card.id} class={n === at ? "on" : ""} />
          ))}
          <button
            type="button"
            aria-label={say.next}
            aria-disabled={at === all.length - 1}
            onClick={() => slideTo(at + 1)}
          >
            <ArrowIcon />
          </button>
          <span class="unseen" role="status">
            {say.nth(at + 1, all.length, all[at]?.card.holder ?? "")}
          </span>
        </div>
      )}
      {all[at] && hasCode(standing(all[at], now())) && (
        <p class="cashier">
          {say.cashier} <b>{verifierSpoken}</b>
          <br />
          {say.brighter}
        </p>
      )}
    </div>
  );
}

function CardView({ card: kept }: { card: KeptCard }) {
  const { card: say } = words.value;
  const { card } = kept;
  const how = standing(kept, now());
  const [first = card.holder, ...others] = card.names;
  const day = how === "notYet" ? card.validFrom : card.validTo;
  return (
    <article class={hasCode(how) ? "card" : `card over ${how}`}>
      <header class="face">
        <Ornament />
        <p class="kind">{say.kind}</p>
        <h2>{first}</h2>
        {others.length > 0 && <p class="others">{others.join(" · ")}</p>}
        <dl>
          <div>
            <dt>{how === "notYet" ? say.validFrom : say.validTo}</dt>
            <dd>{sayDay(day, lang.value)}</dd>
          </div>
          <div>
            <dt>{say.status}</dt>
            <dd>{say.standing[how]}</dd>
          </div>
        </dl>
      </header>
      {hasCode(how) ? <CodeView card={kept} /> : <Over card={kept} how={how} />}
      {how === "unknown" && (
        <p class="notice warn">
          {say.unknown} <a href={href("family")}>{say.signIn}</a>
        </p>
      )}
      {how === "valid" && nearEnd(card.validTo, rigaDay(now())) && (
        <p class="notice">
          {say.renewSoon(sayDay(card.validTo, lang.value))} <a href={href("family")}>{say.renew}</a>
        </p>
      )}
    </article>
  );
}

const hasCode = (how: Standing): how is "valid" | "unknown" => how === "valid" || how === "unknown";

/** In place of a code: what became of the card, and what to do. */
function Over({ card, how }: { card: KeptCard; how: Exclude<Standing, "valid" | "unknown"> }) {
  const { card: say, problems, data, wait } = words.value;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const waits = how === "stale" || how === "notYet";
  const { title, text, advice } = say.over[how];
  const { annulledOn, cause } = card.card;
  const reason = how === "annulled" && say.causes[cause ?? ""];
  const again = async () => {
    setBusy(true);
    const problem = await refresh(card);
    setBusy(false);
    // Any other problem is the card's own state, and that stands on the screen.
    const unasked = problem && ["offline", "server", "too-many-tries"].includes(problem.code);
    tell(unasked ? (problems[problem.code]?.join(". ") ?? "") : say.checked);
  };
  const remove = async () => {
    setAsking(false);
    await removeHere(card);
    tell(data.removed);
  };
  return (
    <div class="outcome">
      {waits ? <WaitIcon /> : <StopIcon />}
      <h3>{title}</h3>
      <p>{how === "annulled" && annulledOn ? say.annulledOn(sayDay(annulledOn, lang.value)) : text}</p>
      {reason && <p>{reason}</p>}
      <p>{advice}</p>
      <div class="choices">
        {(how === "expired" || how === "removed") && (
          <a class="button main" href={href("family")}>
            {how === "expired" ? say.renew : say.signIn}
          </a>
        )}
        <button type="button" class="button" disabled={busy} onClick={again}>
          {busy ? wait : say.checkAgain}
        </button>
        {!waits && (
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {say.remove}
          </button>
        )}
      </div>
      {asking && (
        <Ask
          title={data.removeAsk}
          text={data.removeText}
          yes={data.removeDeviceGo}
          onYes={remove}
          onNo={() => setAsking(false)}
        />
      )}
    </div>
  );
}

/** Draw again every half minute: a card may end while it is looked at. */
function useMinutes(): void {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
}
