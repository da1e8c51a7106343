/** What makes the next time easier: a passkey, and a knock when the fund writes. Offered once something is under way, never before. */

import { useEffect, useState } from "preact/hooks";
import { sayMoment } from "../../base/riga.ts";
import { all } from "../../family/draft.ts";
import { makePasskey, passkeysWork } from "../../family/passkey.ts";
import { isKnocking, knock, knockNoMore, pushWorks } from "../../family/push.ts";
import { hasPasskey, me } from "../../family/session.ts";
import type { Passkey } from "../../family/wire.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { passkeys, removePasskey } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";

export function Extras() {
  const [round, setRound] = useState(0);
  if (!all.value?.some(({ number }) => number)) return null;
  return (
    <>
      <Offer onMade={() => setRound(round + 1)} />
      <Passkeys round={round} />
      <Knock />
    </>
  );
}

/** The phones that sign in, each of which can be turned off. */
function Passkeys({ round }: { round: number }) {
  const { passkey: words } = say.value;
  const [list, setList] = useState<readonly Passkey[]>([]);
  const [done, setDone] = useState("");
  const load = async () => {
    const answer = await passkeys();
    if (answer.ok) setList(answer.value.passkeys);
  };
  useEffect(() => void load(), [round]);
  const remove = async ({ id }: Passkey) => {
    const answer = await removePasskey(id);
    if (answer.ok) setDone(words.removed);
    await load();
  };
  if (!list.length && !done) return null;
  return (
    <details>
      <summary>
        <h2>{words.list}</h2>
      </summary>
      <p role="status">{done}</p>
      <ul class="papers">
        {list.map((key) => (
          <li key={key.id}>
            <span>
              <b>{key.name}</b>
              <small>{words.added(sayMoment(key.addedAt, lang.value))}</small>
            </span>
            <button
              type="button"
              class="button small"
              aria-label={words.removeOf(key.name)}
              onClick={() => void remove(key)}
            >
              {words.remove}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Offer({ onMade }: { onMade: () => void }) {
  const { passkey: words, problems } = say.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState(false);
  if (!passkeysWork() || (hasPasskey.value && !made)) return null;
  const make = async () => {
    const answer = await makePasskey();
    setProblem(answer && !answer.ok ? answer.problem : null);
    setMade(answer?.ok === true);
    if (answer?.ok) onMade();
  };
  return (
    <section>
      <h2>{words.title}</h2>
      <p role="status">{made ? words.made : words.text}</p>
      {problem && <Trouble problem={problem} own={problems} />}
      {!made && (
        <button type="button" class="button" onClick={make}>
          {words.make}
        </button>
      )}
    </section>
  );
}

function Knock() {
  const { push: words, problems } = say.value;
  const [on, setOn] = useState<boolean | null>(null);
  const [problem, setProblem] = useState<Problem | "denied" | null>(null);
  useEffect(() => void isKnocking().then(setOn, () => setOn(false)), []);
  const pushKey = me.value?.pushKey;
  if (!pushWorks() || !pushKey || on === null) return null;
  const turn = async () => {
    const trouble = on ? await knockNoMore() : await knock(pushKey);
    setProblem(trouble);
    if (!trouble) setOn(!on);
  };
  return (
    <section>
      <h2>{words.title}</h2>
      <p role="status">{on ? words.isOn : words.text}</p>
      {problem === "denied" ? (
        <p class="notice warn" role="alert">
          {words.denied}
        </p>
      ) : (
        problem && <Trouble problem={problem} own={problems} />
      )}
      <button type="button" class="button" onClick={turn}>
        {on ? words.off : words.on}
      </button>
    </section>
  );
}
