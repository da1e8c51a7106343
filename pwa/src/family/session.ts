/** Who is signed in. Asked only on the family's own screens: opening the card tells the fund nothing. */

import { effect, signal } from "@preact/signals";
import { passkeyHere } from "../base/passkey-here.ts";
import { unread } from "../base/unread.ts";
import type { Problem } from "../talk/api.ts";
import { me as askMe, messages as askMessages, signOut as askSignOut } from "../talk/family.ts";
import { forgetAnswers } from "./kept.ts";
import type { Me, Message } from "./wire.ts";

/** Undefined: not asked yet. */
export const me = signal<Me | undefined>(undefined);
export const trouble = signal<Problem | null>(null);
/** Whether a passkey was made on this phone. */
export const hasPasskey = signal(passkeyHere());
export const messages = signal<readonly Message[]>([]);
effect(() => {
  unread.value = messages.value.filter(({ read }) => !read).length;
});

export const signedIn = (): boolean => me.value?.signedIn === true;

export async function loadMe(): Promise<boolean> {
  const answer = await askMe();
  trouble.value = answer.ok ? null : answer.problem;
  if (answer.ok) me.value = answer.value;
  if (answer.ok && answer.value.signedIn) void loadMessages();
  return signedIn();
}

export async function loadMessages(): Promise<Problem | null> {
  const answer = await askMessages();
  if (answer.ok) messages.value = answer.value.messages;
  return noticed(answer.ok ? null : answer.problem);
}

/** A problem passed on; if it says that the session has ended, the screens know. */
export function noticed(problem: Problem | null): Problem | null {
  if (problem?.code === "sign-in-needed" && me.value?.signedIn) me.value = { ...me.value, signedIn: false };
  return problem;
}

/** The same for a problem that is there. */
export const signedOut = (problem: Problem): Problem => noticed(problem) ?? problem;

/** A navigation, not a call: the state's login is another site. It comes back to `to`, a fragment of the wallet. */
export const loginHref = (to: string): string => `/login?to=${encodeURIComponent(`/${to}`)}`;

export async function signOut(): Promise<Problem | null> {
  const answer = await askSignOut();
  if (!answer.ok && answer.problem.code !== "sign-in-needed") return answer.problem;
  await forgetAnswers();
  me.value = { signedIn: false, person: null, passkeys: 0, pushKey: null };
  messages.value = [];
  return null;
}
