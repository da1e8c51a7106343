/**
 * The till's knowledge: key list and status list, fetched on a timer and never because of a scan, kept on this device; the corrected
 * clock; and the verdicts. Of a card it keeps nothing but, in memory for two minutes, a hash that tells a code shown twice.
 */

import { type KeyList, readKeyList, readStatusList, type StatusList, seenKey, type Verdict, verdict } from "@goda/card";
import { type Kept, keep, kept } from "./kept.ts";
import type { Deployment } from "./page.ts";

/** How the status data stand: `clock` means that this device's time cannot be right. */
export type AgeState = "fresh" | "stale" | "none" | "clock";

export interface Judged extends Verdict {
  /** Seconds since this very code was first seen valid here; null if it was not, and for print. */
  readonly seen: number | null;
}

export interface Till {
  /** Corrected time, seconds since 1970. */
  now(): number;
  /** When the status list was last fetched, and what that means now. */
  age(): { readonly state: AgeState; readonly fetched: number | null };
  judge(text: string, challenge: string | null): Promise<Judged>;
  /** Fetches both lists unless that is under way; with `anew`, once more after what is under way. Never throws. */
  refresh(anew?: boolean): Promise<void>;
}

/** Pause between two refreshes (s), spread so that tills do not come in waves. With an ETag an unchanged list costs 200 bytes. */
const PAUSE = { least: 40, spread: 15 };
/** A request may take this long (ms). */
const PATIENCE = 20_000;
/** Status data no older than this are current (s). */
const FRESH = 15 * 60;
/** A clock this far behind what was already seen is wrong (s). */
const CLOCK_BEHIND = 600;
/** How long a code is remembered (s). */
const MEMORY = 120;

/** Opens the till with what it kept, and starts refreshing. `changed` is called when the age of the data may have changed. */
export async function openTill({ issuer, root }: Deployment, changed: () => void): Promise<Till> {
  const keysAddress = `${issuer}/.well-known/goda-keys`;
  const statusAddress = `${issuer}/status/1`;
  const seen = new Map<string, number>();
  let memory: Kept = await kept();
  let keys: KeyList | null = null;
  let status: StatusList | null = null;
  let running: Promise<void> | null = null;

  const now = () => Date.now() / 1000 + (memory.offset ?? 0);

  const takeKeys = async (jws: string) => {
    const before = memory.keys !== undefined ? { jws: memory.keys, version: memory.version ?? 0 } : undefined;
    const read = await readKeyList(jws, root, now(), before);
    const isNewer = before !== undefined && read.version > before.version;
    // A newer list may call the key of the status list compromised: what is kept is believed under the new keys or not at all.
    const again = isNewer ? await believed(read) : status;
    keys = read;
    status = again;
    memory = { ...memory, keys: jws, version: read.version };
    if (isNewer && !again) {
      // The `iat` of a list that nobody ought to have signed must not keep an honest one out.
      const { status: _, iat: __, ...rest } = memory;
      memory = rest;
    }
  };
  const believed = async (by: KeyList) =>
    memory.status === undefined
      ? null
      : await readStatusList(memory.status, by, statusAddress, now(), memory.iat).catch(() => null);
  const takeStatus = async (jwt: string) => {
    if (!keys) throw new Error("a status list without keys");
    if (!status || jwt !== memory.status) status = await readStatusList(jwt, keys, statusAddress, now(), memory.iat);
    memory = { ...memory, status: jwt, iat: status.iat };
  };

  const fetchBoth = async () => {
    const [freshKeys, freshStatus] = await Promise.allSettled([get(keysAddress), get(statusAddress)]);
    if (freshStatus.status === "fulfilled")
      memory = { ...memory, offset: freshStatus.value.offset ?? memory.offset ?? 0 };
    if (freshKeys.status === "fulfilled") await takeKeys(freshKeys.value.text).catch(ignore);
    if (freshStatus.status === "fulfilled")
      await takeStatus(freshStatus.value.text).then(() => {
        memory = { ...memory, fetched: freshStatus.value.asked + (memory.offset ?? 0) };
      }, ignore);
    await keep(memory).catch(ignore);
    changed();
  };
  const refresh = (anew = false): Promise<void> => {
    // A network that has just come back is not served by an attempt that began without one.
    if (anew && running) return running.then(() => refresh());
    running ??= fetchBoth().finally(() => {
      running = null;
    });
    return running;
  };

  const isClockWrong = () =>
    (memory.fetched !== undefined && now() + CLOCK_BEHIND < memory.fetched) ||
    (status !== null && now() + CLOCK_BEHIND < status.iat);

  const till: Till = {
    now,
    refresh,
    age() {
      const fetched = memory.fetched ?? null;
      if (isClockWrong()) return { state: "clock", fetched };
      if (!keys || now() >= keys.exp || !status || now() >= status.exp || fetched === null)
        return { state: "none", fetched };
      return { state: now() - fetched <= FRESH ? "fresh" : "stale", fetched };
    },
    async judge(text, challenge) {
      const at = now();
      // Keys that expired while the page was open, or that could not be read at the start, may be good by now.
      const statusAge = memory.fetched === undefined ? null : Math.max(0, at - memory.fetched);
      const said = await verdict(text, { keys, status, now: at, origin: issuer, statusAge, challenge });
      // The last fetch is one more witness of the time: a clock set back must not make old data look young.
      if (said.verdict.startsWith("valid") && isClockWrong())
        return { verdict: "cannot_tell", reason: "clock", names: [], print: said.print, asOf: null, seen: null };
      return { ...said, seen: said.verdict.startsWith("valid") ? await sinceSeen(text, at) : null };
    },
  };

  const sinceSeen = async (text: string, at: number) => {
    for (const [key, first] of seen) if (at - first > MEMORY) seen.delete(key);
    const key = await seenKey(text);
    if (key === null) return null;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, at);
    return first === undefined ? null : Math.floor(at - first);
  };

  if (memory.keys !== undefined) await takeKeys(memory.keys).catch(ignore);
  if (memory.status !== undefined) await takeStatus(memory.status).catch(ignore);
  keepFresh(till, changed);
  return till;
}

function keepFresh(till: Till, changed: () => void): void {
  const tick = () => {
    if (!document.hidden) void till.refresh();
    setTimeout(tick, (PAUSE.least + Math.random() * PAUSE.spread) * 1000);
  };
  tick();
  addEventListener("online", () => void till.refresh(true));
  document.addEventListener("visibilitychange", () => {
    changed();
    if (!document.hidden) void till.refresh();
  });
}

/** A signed list as text, when it was asked for (s, this device's clock), and how far that clock is behind the server's (s). */
async function get(address: string): Promise<{ text: string; asked: number; offset: number | null }> {
  const asked = Date.now();
  // no-cache: the browser asks with the ETag it holds, and gives us its copy on 304.
  const answer = await fetch(address, {
    cache: "no-cache",
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const middle = (asked + Date.now()) / 2;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const date = Date.parse(answer.headers.get("Date") ?? "");
  const age = Number(answer.headers.get("Age") ?? 0) || 0;
  // Date has whole seconds, so half of one is added; a cache on the way hands on the old Date and says how old it is.
  const offset = Number.isNaN(date) ? null : (date + 500 - middle) / 1000 + age;
  return { text: await answer.text(), asked: asked / 1000, offset };
}

function ignore(): void {
  // What cannot be fetched, believed or stored leaves the till as it was; its age says so on the screen.
}
