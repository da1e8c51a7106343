/** What is between the family and the fund: sign in, the application, the cards, messages. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { place } from "../../base/route.ts";
import { all, followNetwork, loadAll } from "../../family/draft.ts";
import { loadMe, me, signedIn, trouble } from "../../family/session.ts";
import { loadRights } from "../../family/takeup.ts";
import { Trouble } from "../../parts/Trouble.tsx";
import type { Problem } from "../../talk/api.ts";
import { say } from "../../text/family/index.ts";
import { words } from "../../text/index.ts";
import { ContactScreen } from "./ContactScreen.tsx";
import { Home } from "./Home.tsx";
import { SignIn } from "./SignIn.tsx";
import "../../style/forms.css";
import "../../style/family.css";

export default function FamilyScreen() {
  return (
    <Gate title={say.value.home.title} to="#/family">
      {place.value === "contact" ? <ContactScreen /> : <Home />}
    </Gate>
  );
}

interface Way {
  readonly title: string;
  /** Where the sign-in comes back to. */
  readonly to: string;
  /** A session that ends takes nothing off the screen: who is writing goes on writing. */
  readonly stay?: boolean;
  readonly children: ComponentChildren;
}

/** Shows what is behind it to who is signed in, with the applications and cards loaded; to others the way in. */
export function Gate({ title, to, stay = false, children }: Way) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const load = async () => {
    setLoading(true);
    setProblem(null);
    if (await loadMe()) {
      const [first, second] = await Promise.all([loadAll(), loadRights()]);
      setProblem(first ?? second);
    }
    setLoading(false);
  };
  useEffect(() => void load(), []);
  useEffect(followNetwork, []);

  if ((signedIn() || (stay && !loading && all.value?.length)) && all.value) return <>{children}</>;
  const wrong = trouble.value ?? problem;
  if (me.value && !signedIn() && !loading) return <SignIn to={to} again={all.value !== undefined} />;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{title}</h1>
      {wrong && wrong.code === "offline" && <p class="notice">{say.value.signIn.offline}</p>}
      {wrong && wrong.code !== "offline" && <Trouble problem={wrong} own={say.value.problems} />}
      {wrong ? (
        <button type="button" class="button" onClick={load}>
          {say.value.signIn.retry}
        </button>
      ) : (
        <p role="status">{words.value.wait}</p>
      )}
    </div>
  );
}
