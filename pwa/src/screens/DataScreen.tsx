/** What is on this phone and which other phones have the same card; any of them can be removed from any other. */

import { useEffect, useState } from "preact/hooks";
import { inAppleTab, install, offer } from "../base/install.ts";
import { sayDay, sayMoment } from "../base/riga.ts";
import { href } from "../base/route.ts";
import { tell } from "../base/told.ts";
import { cards } from "../cards/held.ts";
import type { Device, KeptCard } from "../cards/model.ts";
import { removeHere } from "../cards/renew.ts";
import { Ask } from "../parts/Ask.tsx";
import { Trouble } from "../parts/Trouble.tsx";
import { devices as devicesOf, type Problem, removeDevice } from "../talk/api.ts";
import { lang, words } from "../text/index.ts";

export default function DataScreen() {
  const { data: say, ios } = words.value;
  return (
    <div class="page data">
      <h1 tabIndex={-1}>{say.title}</h1>
      {cards.value.length === 0 && <p class="lead">{say.none}</p>}
      {cards.value.map((card) => (
        <CardData key={card.id} card={card} />
      ))}
      <section>
        <h2>{say.addTitle}</h2>
        <p>{say.addText}</p>
        <div class="choices">
          <a class="button" href={href("family")}>
            {say.addSignIn}
          </a>
          <a class="button" href={href("add")}>
            {say.addAction}
          </a>
        </div>
      </section>
      {(offer.value || inAppleTab()) && (
        <section>
          <h2>{say.installTitle}</h2>
          <p>{say.installText}</p>
          {offer.value ? (
            <button type="button" class="button" onClick={install}>
              {say.installAction}
            </button>
          ) : (
            <ol class="steps">
              {ios.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
        </section>
      )}
      <section>
        <h2>{say.privacyTitle}</h2>
        <p>{say.privacyText}</p>
        <a class="button" href={href("privacy")}>
          {say.privacyAction}
        </a>
      </section>
    </div>
  );
}

function CardData({ card: kept }: { card: KeptCard }) {
  const { data: say, card: cardSay } = words.value;
  const [asking, setAsking] = useState(false);
  const [number, setNumber] = useState("");
  const { card } = kept;
  const remove = async () => {
    setAsking(false);
    tell((await removeHere(kept)) ? say.removedOffline : say.removed);
  };
  return (
    <section class="panel">
      <h2>{card.holder}</h2>
      <dl class="facts">
        <div>
          <dt>{say.names}</dt>
          <dd>{card.names.join(", ")}</dd>
        </div>
        <div>
          <dt>{say.valid}</dt>
          <dd>
            {sayDay(card.validFrom, lang.value)} – {sayDay(card.validTo, lang.value)}
          </dd>
        </div>
        {number && (
          <div>
            <dt>{say.number}</dt>
            <dd>{number}</dd>
          </div>
        )}
      </dl>
      <Devices card={kept} onNumber={setNumber} />
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {cardSay.remove}
      </button>
      {asking && (
        <Ask
          title={say.removeAsk}
          text={say.removeText}
          yes={say.removeDeviceGo}
          onYes={remove}
          onNo={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Devices({ card, onNumber }: { card: KeptCard; onNumber: (number: string) => void }) {
  const { data: say, wait } = words.value;
  const [list, setList] = useState<readonly Device[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState<Device | null>(null);

  const load = async () => {
    setProblem(null);
    const answer = await devicesOf(card);
    if (answer.ok) {
      setList(answer.value.devices);
      onNumber(answer.value.number);
    } else setProblem(answer.problem);
  };
  // Once a card, and by the button.
  useEffect(() => void load(), [card.id]);
  const remove = async ({ id }: Device) => {
    setAsking(null);
    const answer = await removeDevice(card, id);
    if (!answer.ok) return setProblem(answer.problem);
    tell(say.deviceRemoved);
    await load();
  };

  return (
    <div class="devices">
      <h3>{say.devicesTitle}</h3>
      <p class="hint">{say.devicesLead}</p>
      {!list && !problem && <p class="hint">{wait}</p>}
      {problem && (
        <>
          {problem.code === "offline" ? <p class="notice">{say.devicesOffline}</p> : <Trouble problem={problem} />}
          <button type="button" class="link" onClick={load}>
            {say.devicesAgain}
          </button>
        </>
      )}
      <ul>
        {list?.map((device) => (
          <li key={device.id}>
            <span>
              <b>{device.name}</b> {device.current && <em>{say.thisPhone}</em>}
              <small>{say.added(sayMoment(device.addedAt, lang.value))}</small>
              {device.lastSeen && <small>{say.seen(sayMoment(device.lastSeen, lang.value))}</small>}
            </span>
            {!device.current && (
              <button
                type="button"
                class="button small"
                aria-label={say.removeDevice(device.name)}
                onClick={() => setAsking(device)}
              >
                {words.value.card.challengeOff}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asking && (
        <Ask
          title={say.removeDeviceAsk(asking.name)}
          text={say.removeDeviceText}
          yes={say.removeDeviceGo}
          onYes={() => void remove(asking)}
          onNo={() => setAsking(null)}
        />
      )}
    </div>
  );
}
