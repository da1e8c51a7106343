/** This is your family, as the registers know it; nothing is typed. */

import { useState } from "preact/hooks";
import { sayMoment } from "../../base/riga.ts";
import { href } from "../../base/route.ts";
import { taken } from "../../family/draft.ts";
import { type Member, nameOf } from "../../family/wire.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { refreshed } from "../../talk/family.ts";
import { say } from "../../text/family/index.ts";
import { lang } from "../../text/index.ts";
import { Frame } from "./Frame.tsx";
import type { Page } from "./page.ts";

export function FamilyStep(page: Page) {
  const { apply: words, problems } = say.value;
  const { application } = page;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  const refresh = async () => {
    setBusy(true);
    const trouble = taken(await refreshed(application.id));
    setBusy(false);
    setProblem(trouble);
    setDone(!trouble);
  };
  return (
    <Frame {...page}>
      {application.previous && <Renewing {...page} />}
      <ul class="people">
        {application.members.map((member) => (
          <Person key={member.person} member={member} />
        ))}
      </ul>
      <details>
        <summary>
          <h2>{words.wrongTitle}</h2>
        </summary>
        <ul class="plain">
          {words.wrong.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {problem && <Trouble problem={problem} own={problems} />}
        <p role="status">{done && words.refreshed}</p>
        <div class="choices">
          <button type="button" class="button" disabled={busy} onClick={refresh}>
            {busy ? say.value.home.beginBusy : words.refresh}
          </button>
          <a class="button" href={href("apply", "documents")}>
            {words.addPaper}
          </a>
        </div>
      </details>
    </Frame>
  );
}

/** A renewal asks only what changed: what did is said here. */
function Renewing({ application }: Page) {
  const { apply: words } = say.value;
  const changes = (application.changes ?? []).map(({ code, name }) => words.changes[code]?.(name) ?? name);
  return (
    <div class="notice">
      <p>{words.renewal}</p>
      <ul>
        {(changes.length ? changes : [words.unchanged]).map((line) => (
          <li key={line}>
            <b>{line}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Person({ member }: { member: Member }) {
  const { apply: words } = say.value;
  const { role, relation, age, source, sourceAt } = member;
  const part =
    role === "applicant" ? words.you : role === "spouse" ? words.spouse : (words.relations[relation ?? "none"] ?? "");
  const about = role !== "applicant" && age !== null ? `${part}, ${words.age(age)}` : part;
  return (
    <li>
      <b>{nameOf(member)}</b>
      <span>{about}</span>
      <small>{words.source(words.sources[source] ?? source, sayMoment(sourceAt, lang.value))}</small>
    </li>
  );
}
