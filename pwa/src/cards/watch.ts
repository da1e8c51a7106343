/**
 * Looks after the cards without telling the fund who shops when: on opening, only the same public lists that every till reads are
 * fetched. The fund itself is asked, in the card's name, when a list says something about the card, when renewal is due, or once a day.
 */

import { fromBase64url, type KeyList, readKeyList, readStatusList } from "@goda/card";
import { learn, now, seconds } from "../base/clock.ts";
import { settings } from "../base/settings.ts";
import { cards } from "./held.ts";
import { type KeptCard, renewalDue } from "./model.ts";
import { refresh } from "./renew.ts";

/** Opening the card many times in a queue at a till is one question. */
const AGAIN_AFTER = 60;
const DAY = 86_400;
const TIMER_MS = 30 * 60_000;
const PATIENCE = 10_000;

let last = 0;

/** Look now, and again on each return to the page or the network, and by a timer. */
export function keepWatch(): void {
  const look = () => void attend();
  look();
  addEventListener("online", () => {
    last = 0;
    look();
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, TIMER_MS);
}

/** One round over all cards; one tab at a time, and not while the page is hidden. */
async function attend(): Promise<void> {
  if (document.hidden || !cards.peek().length || seconds() - last < AGAIN_AFTER) return;
  last = seconds();
  const round = async (lock: Lock | null) => {
    if (!lock) return;
    const told = await publicWord();
    for (const card of cards.peek()) {
      const word = await told(card);
      const old = seconds() - card.checkedAt > DAY;
      if (word === "renew" || renewalDue(card, now())) await refresh(card, word === "renew");
      else if (word === "annulled" ? isThoughtGood(card) : old || card.trouble === "unknown") await refresh(card);
    }
  };
  await (navigator.locks ? navigator.locks.request("goda-watch", { ifAvailable: true }, round) : round({} as Lock));
}

const isThoughtGood = (card: KeptCard) => card.card.state === "valid" && !card.trouble;

type Word = "annulled" | "renew" | null;

/** What the public lists say of a card: its copy was annulled, or the fund's key was compromised and the copy must be renewed. */
async function publicWord(): Promise<(card: KeptCard) => Promise<Word>> {
  const keys = await publicKeys();
  const lists = new Map<string, Promise<Uint8Array | null>>();
  return async ({ credential }) => {
    const [header, payload] = credential.split(".").map(jsonOf);
    const kid = header?.["kid"] as string | undefined;
    const { uri, idx } = (payload?.["status"] as { status_list?: { uri: string; idx: number } })?.status_list ?? {};
    if (!keys || !kid || !uri || idx === undefined) return null;
    if (keys.keys.get(kid)?.compromised) return "renew";
    const list = lists.get(uri) ?? publicBits(uri, keys);
    lists.set(uri, list);
    const byte = (await list)?.[idx >> 3] ?? 0;
    return (byte >> (idx & 7)) & 1 ? "annulled" : null;
  };
}

async function publicKeys(): Promise<KeyList | null> {
  const text = await fetched(`${settings.issuer}/.well-known/goda-keys`);
  const { kid, x, y } = settings.root ?? {};
  if (!text || !kid || !x || !y) return null;
  const root = { kty: "EC", crv: "P-256", kid, x, y } as const;
  return readKeyList(text, root, seconds()).catch(() => null);
}

async function publicBits(uri: string, keys: KeyList): Promise<Uint8Array | null> {
  const text = await fetched(uri);
  if (!text) return null;
  const list = await readStatusList(text, keys, uri, seconds()).catch(() => null);
  return list?.bits ?? null;
}

async function fetched(url: string): Promise<string | null> {
  const sent = Date.now();
  try {
    const response = await fetch(url, {
      credentials: "omit",
      cache: "no-cache",
      signal: AbortSignal.timeout(PATIENCE),
    });
    learn(response.headers.get("date"), sent, Date.now());
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function jsonOf(part: string): Record<string, unknown> | null {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64url(part) ?? new Uint8Array()));
  } catch {
    return null;
  }
}
