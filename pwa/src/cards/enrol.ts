/** A card comes to this phone: the key is made and kept before the code is spent, key and card are stored together and proved once. */

import { type Answer, activateAt, cardByRight } from "../talk/api.ts";
import { locatorOf } from "./activation-code.ts";
import { cards, currentId, refuse, store } from "./held.ts";
import { isAwaited, isFor, keptOf } from "./issued.ts";
import { keyWorks, makeKey } from "./key.ts";
import type { Issued, KeptCard, PhoneKey } from "./model.ts";

/** Codes for which there is nothing left to ask with the same key. */
const OVER = new Set(["code-unknown", "code-used", "code-expired", "code-dead", "card-annulled", "card-expired"]);

/**
 * The key that activates with `code`, stored and read back before the code is spent: a browser that cannot keep it is known in time
 * (`lasting` turns false), and the same key asks again if the answer is lost on the way.
 */
export const prepareKey = (code: string): Promise<PhoneKey> => prepareKeyFor(locatorOf(code));

async function prepareKeyFor(locator: string): Promise<PhoneKey> {
  for (const attempt of [0, 1]) {
    try {
      const begun = await store().pending(locator);
      if (begun && (await keyWorks(begun))) return begun;
      await store().begin(locator, await makeKey());
      const kept = await store().pending(locator);
      if (kept && (await keyWorks(kept))) return kept;
    } catch {
      // falls through to the session's memory
    }
    if (attempt === 0) refuse();
  }
  throw new Error("this browser has no working P-256 keys");
}

/** Spend the code: key and card are stored together, read back, and proved once. */
export const activate = (key: PhoneKey, code: string, deviceName: string): Promise<Answer<KeptCard>> =>
  kept(key, locatorOf(code), () => activateAt(key, code, deviceName));

/**
 * Take up a card that the signed-in person has a right to, with a key of its own. Asked again after a lost answer it uses the same key, so
 * that the fund lists one phone and not two.
 */
export async function takeUp(card: string, deviceName: string): Promise<Answer<KeptCard>> {
  const locator = `card:${card}`;
  try {
    const key = await prepareKeyFor(locator);
    return await kept(key, locator, () => cardByRight(key, card, deviceName));
  } catch {
    return { ok: false, problem: { code: "key", retryAfter: null } };
  }
}

async function kept(key: PhoneKey, locator: string, ask: () => Promise<Answer<Issued>>): Promise<Answer<KeptCard>> {
  const answer = await ask();
  if (!answer.ok) {
    if (OVER.has(answer.problem.code))
      await store()
        .forget(locator)
        .catch(() => undefined);
    return answer;
  }
  if (!isAwaited(answer.value) && !isFor(answer.value, key))
    return { ok: false, problem: { code: "server", retryAfter: null } };
  const card = await keptOf(key, answer.value);
  try {
    await store().enrol(card, locator);
    const back = await store().card(card.id);
    if (!back || !(await keyWorks(back))) throw new Error("read back another key");
  } catch {
    refuse();
    await store().enrol(card, locator);
  }
  cards.value = [...cards.value.filter((other) => other.card.id !== card.card.id), card];
  currentId.value = card.id;
  void navigator.storage?.persist?.().catch(() => false);
  return { ok: true, value: card };
}
