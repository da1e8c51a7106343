/** The two screens, ready and verdict, and the line that tells how old the data are. Names come from strangers: only ever textContent. */

import type { Answer, Reason } from "@goda/card";
import { the } from "./page.ts";
import { say, span, when } from "./text.ts";
import type { AgeState } from "./till.ts";
import type { Word } from "./words.ts";

/** All that the verdict screen shows. `url` is a code that holds a web link; `challenge` one without this till's digits. */
export interface Shown {
  readonly verdict: Answer;
  readonly reason: Reason | "url" | "challenge" | null;
  readonly names: readonly string[];
  readonly print: boolean;
  readonly asOf: number | null;
  readonly seen: number | null;
}

export interface Moment {
  readonly now: number;
  readonly age: { readonly state: AgeState; readonly fetched: number | null };
  readonly phrase: string | null;
  readonly digits: string | null;
}

/** Fills the screen with a verdict and moves the focus there, so that it is read out with the names. */
export function showVerdict(shown: Shown, moment: Moment): void {
  the("verdict").dataset["answer"] = shown.verdict;
  the("v-till").textContent = moment.phrase ?? "";
  the("v-icon").setAttribute("href", `#i-${shown.verdict}`);
  the("v-word").textContent = say(shown.verdict, { when: shown.asOf === null ? "" : when(shown.asOf, moment.now) });
  the("v-sub").textContent = shown.reason ? say(`r_${shown.reason}`, { digits: moment.digits ?? "" }) : "";
  fill("v-band", [
    shown.asOf !== null && say("staleBand", { age: span(moment.now - shown.asOf) }),
    shown.seen !== null && say("seen", { seconds: shown.seen }),
  ]);
  const names = shown.names.map((name) => {
    const item = document.createElement("li");
    item.textContent = name;
    return item;
  });
  the("v-list").ariaLabel = say("names");
  the("v-list").replaceChildren(...names);
  the("v-names").hidden = names.length === 0;
  const good = shown.verdict.startsWith("valid");
  fill("v-print", [shown.print && good && say("print")]);
  fill("v-note", [good && say("compare")]);
  showAge(moment);
  setView("verdict");
  the("v-alert").focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Takes the verdict away, names and all. */
export function showReady(): void {
  if (!isVerdictShown()) return;
  setView("ready");
  for (const id of ["v-word", "v-sub"]) the(id).textContent = "";
  the("v-list").replaceChildren();
}

export function isVerdictShown(): boolean {
  return document.body.dataset["view"] === "verdict";
}

/** When the status data were last renewed: always on the screen, on both. */
export function showAge({ age, now }: Moment): void {
  const { state, fetched } = age;
  document.body.dataset["age"] = state === "clock" ? "none" : state;
  const word: Word =
    state === "fresh" ? "ageFresh" : state === "stale" ? "ageStale" : state === "clock" ? "ageClock" : "ageNone";
  const text = say(word, { when: fetched === null ? "" : when(fetched, now) });
  for (const id of ["age", "v-age"]) if (the(id).textContent !== text) the(id).textContent = text;
}

function setView(view: "ready" | "verdict"): void {
  document.body.dataset["view"] = view;
  the("ready").hidden = view !== "ready";
  the("verdict").hidden = view !== "verdict";
}

function fill(id: string, lines: readonly (string | false)[]): void {
  const said = lines.filter((line) => line !== false);
  the(id).textContent = said.join("\n");
  the(id).hidden = said.length === 0;
}
