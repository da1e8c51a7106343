/** A card stays in step with the fund: renewed in silence, told what became of it, removed. */

import { now, seconds } from "../base/clock.ts";
import { write } from "../family/kept.ts";
import { cardNow, type Problem, removeDevice, renew } from "../talk/api.ts";
import { cards, store } from "./held.ts";
import { isFor, keptOf } from "./issued.ts";
import { type KeptCard, renewalDue } from "./model.ts";

async function change(card: KeptCard): Promise<void> {
  cards.value = cards.value.map((other) => (other.id === card.id ? card : other));
  try {
    await store().update(card);
  } catch {
    // The working card stays as it was in the store; the change is asked for again at the next opening.
  }
}

/**
 * Bring a card up to date with the fund: renew when two thirds of its time are over (or `anew`), else ask how it stands.
 * A failure never takes the working credential away. Answers the problem, if there was one.
 */
export async function refresh(kept: KeptCard, anew = false): Promise<Problem | null> {
  if (anew || renewalDue(kept, now())) {
    const answer = await renew(kept);
    if (answer.ok && isFor(answer.value, kept) && answer.value.expires >= kept.expires) {
      await change(await keptOf(kept, answer.value));
      return null;
    }
    if (!answer.ok && !(await settle(kept, answer.problem))) return answer.problem;
  }
  const answer = await cardNow(kept);
  const latest = cards.peek().find(({ id }) => id === kept.id) ?? kept;
  if (answer.ok) {
    await change({ ...latest, ...answer.value, trouble: null, checkedAt: seconds() });
    return null;
  }
  await settle(latest, answer.problem);
  return answer.problem;
}

/** Write down what a refusal says about the card; true if it said anything lasting. */
async function settle(kept: KeptCard, { code }: Problem): Promise<boolean> {
  const checkedAt = seconds();
  if (code === "device-removed") await change({ ...kept, trouble: "removed", checkedAt });
  else if (code === "device-unknown") await change({ ...kept, trouble: "unknown", checkedAt });
  else if (code === "card-annulled") await change({ ...kept, card: { ...kept.card, state: "annulled" }, checkedAt });
  else if (code === "card-expired") await change({ ...kept, card: { ...kept.card, state: "expired" }, checkedAt });
  else return false;
  return true;
}

/**
 * Take the card off this phone. The fund is told first, so that the copy cannot be used and the list of devices is true; without
 * a network the card goes anyway, and the answer says that the fund does not know yet.
 */
export async function removeHere(kept: KeptCard): Promise<Problem | null> {
  const over = kept.trouble || kept.card.state !== "valid";
  const answer = over ? null : await removeDevice(kept, kept.device.id);
  await store()
    .remove(kept.id)
    .catch(() => undefined);
  cards.value = cards.value.filter(({ id }) => id !== kept.id);
  void write(`removed:${kept.card.id}`, true); // what the family took off does not come back by itself
  return answer && !answer.ok ? answer.problem : null;
}
