/** The way in: by the state's login, or by this phone if a passkey was made on it. */

import { useState } from "preact/hooks";
import { href } from "../../base/route.ts";
import { loadAll } from "../../family/draft.ts";
import { passkeysWork, usePasskey } from "../../family/passkey.ts";
import { hasPasskey, loadMe, loginHref } from "../../family/session.ts";
import { loadRights } from "../../family/takeup.ts";
import { say } from "../../text/family/index.ts";

export function SignIn({ to, again }: { to: string; again: boolean }) {
  const { signIn } = say.value;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const byPhone = async () => {
    setBusy(true);
    const answer = await usePasskey();
    setFailed(answer !== null && !answer.ok);
    if (answer?.ok && (await loadMe())) await Promise.all([loadAll(), loadRights()]);
    setBusy(false);
  };
  return (
    <div class="page sign-in">
      <h1 tabIndex={-1}>{signIn.title}</h1>
      <p class="lead">{again ? signIn.again : signIn.lead}</p>
      {hasPasskey.value && passkeysWork() && (
        <div>
          <button type="button" class="button main wide" disabled={busy} onClick={byPhone}>
            {signIn.passkey}
          </button>
          <p class="hint">{signIn.passkeyHint}</p>
        </div>
      )}
      {failed && (
        <p class="notice stop" role="alert">
          {signIn.passkeyFailed}
        </p>
      )}
      <div>
        <a class={hasPasskey.value ? "button wide" : "button main wide"} href={loginHref(to)}>
          {signIn.state}
        </a>
        <p class="hint">{signIn.stateHint}</p>
      </div>
      <p>
        <a href={href("add")}>{signIn.code}</a>
      </p>
    </div>
  );
}
