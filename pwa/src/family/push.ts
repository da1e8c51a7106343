/** A knock on this phone when the fund has written: nothing is in it, the message itself is read in the wallet. */

import { fromBase64url } from "@goda/card";
import type { Problem } from "../talk/api.ts";
import { pushNoMore, pushTo } from "../talk/family.ts";
import { wordsOf } from "../text/family/index.ts";

export const pushWorks = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis;

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

export async function isKnocking(): Promise<boolean> {
  if (!pushWorks() || !(await navigator.serviceWorker.getRegistration())) return false;
  return (await (await manager()).getSubscription()) !== null;
}

/** Ask the phone and tell the fund. `denied`: the family, or the phone, said no. */
export async function knock(pushKey: string): Promise<Problem | "denied" | null> {
  try {
    const applicationServerKey = fromBase64url(pushKey) as Uint8Array<ArrayBuffer>;
    const subscription = await (await manager()).subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys } = subscription.toJSON();
    const answer = await pushTo({ endpoint, p256dh: keys?.["p256dh"], auth: keys?.["auth"] });
    if (!answer.ok) await subscription.unsubscribe();
    await leaveWords();
    return answer.ok ? null : answer.problem;
  } catch {
    return "denied";
  }
}

export async function knockNoMore(): Promise<Problem | null> {
  const answer = await pushNoMore();
  if (!answer.ok) return answer.problem;
  await (await (await manager()).getSubscription())?.unsubscribe();
  return null;
}

/** The service worker has no dictionaries and no storage of ours but caches: the sentence in the family's language is left for it there. */
async function leaveWords(): Promise<void> {
  const cache = await caches.open("goda-words");
  await cache.put("/push", new Response(wordsOf().push.sentence));
}
