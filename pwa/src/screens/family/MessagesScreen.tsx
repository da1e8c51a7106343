/** What the fund has written: the list that is there whatever the channel; opening one is reading it. */

import { useEffect, useState } from "preact/hooks";
import { sayMoment } from "../../base/riga.ts";
import { href } from "../../base/route.ts";
import { loadMessages, messages } from "../../family/session.ts";
import { ArrowIcon } from "../../parts/icons.tsx";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { markRead } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { lang, words } from "../../text/index.ts";
import { Gate } from "./FamilyScreen.tsx";

export default function MessagesScreen() {
  return (
    <Gate title={say.value.messages.title} to="#/messages">
      <List />
    </Gate>
  );
}

function List() {
  const own = say.value.messages;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loaded, setLoaded] = useState(false);
  // The words come in the wallet's language, so they are asked for again when it turns.
  useEffect(
    () =>
      void loadMessages().then((trouble) => {
        setProblem(trouble);
        setLoaded(true);
      }),
    [lang.value],
  );
  const read = async (id: string) => {
    const answer = await markRead(id);
    if (answer.ok) messages.value = messages.value.map((one) => (one.id === id ? { ...one, read: true } : one));
  };
  return (
    <div class="page messages">
      <a class="back" href={href("family")}>
        <ArrowIcon />
        {words.value.back}
      </a>
      <h1 tabIndex={-1}>{own.title}</h1>
      {problem && <Trouble problem={problem} own={say.value.problems} />}
      {loaded && !problem && messages.value.length === 0 && <p class="lead">{own.none}</p>}
      {messages.value.map((message) => (
        <details
          key={message.id}
          onToggle={({ currentTarget }) => currentTarget.open && !message.read && read(message.id)}
        >
          <summary>
            <h2>{message.title}</h2> {!message.read && <em class="count">{own.unread}</em>}
            <small>{sayMoment(message.at, lang.value)}</small>
          </summary>
          {message.text.map((paragraph) => (
            <p key={paragraph} class="lines">
              {paragraph}
            </p>
          ))}
          <p class="quiet">
            {message.decision && (
              <a href={`/wallet/decisions/${message.decision}/paper`} download="lemums.pdf">
                {own.toDecision}
              </a>
            )}
            {message.application && <a href={href("family")}>{own.toApplication}</a>}
          </p>
        </details>
      ))}
    </div>
  );
}
