/** The open application: shown at once as it is changed, saved field by field, submitted once. */

import { computed, signal } from "@preact/signals";
import type { Answer, Problem } from "../talk/api.ts";
import {
  applications,
  begin as askBegin,
  application as askOne,
  saveAnswers,
  submission,
  withdrawal,
} from "../talk/family.ts";
import { lang } from "../text/index.ts";
import { forget, read, write } from "./kept.ts";
import { added, type Changes, delivered, isEmpty, overlaid, pause, sendable, takenOf } from "./queue.ts";
import { noticed } from "./session.ts";
import { proposedNames } from "./steps.ts";
import type { Application } from "./wire.ts";

/** All of this person's, newest first; undefined until asked. */
export const all = signal<readonly Application[] | undefined>(undefined);
/** The one that is open, as the fund has it. */
export const saved = signal<Application | undefined>(undefined);
const waiting = signal<Changes>({});

/** `here`: kept on this phone because it is not whole yet or was refused. */
export type Saving = "saved" | "saving" | "offline" | "signed-out" | "here";
export const saving = signal<Saving>("saved");
/** What the fund did not take, by field, in its words. */
export const refusedFields = signal<Readonly<Record<string, string>>>({});

/** The application as the family sees it: the fund's, with what is still on its way. */
export const draft = computed(
  () => saved.value && { ...saved.value, answers: overlaid(saved.value.answers, waiting.value) },
);

/** Words are saved when the fingers rest, choices at once. */
const REST = 600;
const queueOf = (id: string) => `answers:${id}`;
const keyOf = (id: string) => `submission:${id}`;

let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let sending: Promise<void> | null = null;

export async function loadAll(): Promise<Problem | null> {
  const answer = await applications();
  if (!answer.ok) return noticed(answer.problem);
  const newest = [...answer.value.applications].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  await take(newest.find(({ state }) => ["draft", "checking", "case", "asked"].includes(state)) ?? newest[0]);
  all.value = newest; // last: who sees it finds the open one too
  return null;
}

/** Go on with `application`, and with what this phone still has of it. */
async function take(application: Application | undefined): Promise<void> {
  if (application && saved.value?.id !== application.id) {
    const kept = await read<Changes>(queueOf(application.id));
    waiting.value = application.state === "draft" ? { ...kept, ...waiting.value } : {};
  }
  put(application);
  if (application && application.state !== "draft") await drop(application.id);
  else if (!isEmpty(waiting.value) && !sending) void flush();
}

function put(application: Application | undefined): void {
  saved.value = application;
  if (!application) return;
  const others = (all.value ?? []).filter(({ id }) => id !== application.id);
  all.value = [application, ...others];
}

async function drop(id: string): Promise<void> {
  waiting.value = {};
  saving.value = "saved";
  await forget(queueOf(id));
  await forget(keyOf(id));
}

/** Begin, or go on with the one that is open; a first application proposes the children's names for the card. */
export async function begin(renewal: boolean): Promise<Problem | null> {
  const answer = await askBegin(renewal);
  if (!answer.ok) return noticed(answer.problem);
  await take(answer.value);
  const { answers, previous, version } = answer.value;
  if (answers.names.length === 0 && !previous && !answers.channel && version <= 1)
    change({ names: proposedNames(answer.value), language: lang.peek() });
  return null;
}

/** Ask the fund again how the open application stands. */
export async function look(): Promise<Problem | null> {
  const id = saved.peek()?.id;
  if (!id) return loadAll();
  const answer = await askOne(id);
  if (!answer.ok) return noticed(answer.problem);
  if (saved.peek()?.id === id) await take(answer.value);
  return null;
}

/** Write down an answer: on the screen now, on this phone at once, at the fund as soon as it can be. */
export function change(changes: Changes, { typing = false } = {}): void {
  const application = saved.peek();
  if (!application) return;
  waiting.value = added(waiting.peek(), changes, application.answers);
  refusedFields.value = Object.fromEntries(
    Object.entries(refusedFields.peek()).filter(([field]) => !(field in changes)),
  );
  if (isEmpty(waiting.value)) return;
  void write(queueOf(application.id), waiting.value);
  saving.value = "saving";
  failures = 0;
  clearTimeout(timer);
  if (typing) timer = setTimeout(flush, REST);
  else void flush();
}

/** Send what waits; afterwards nothing waits, or it is known why. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  if (sending) await sending;
  if (isEmpty(waiting.peek())) return;
  sending ??= send().finally(() => {
    sending = null;
  });
  await sending;
}

async function send(): Promise<void> {
  const id = saved.peek()?.id;
  if (!id) return;
  for (let sent = sendable(waiting.peek()); !isEmpty(sent); sent = sendable(waiting.peek())) {
    saving.value = "saving";
    const answer = await saveAnswers(id, sent);
    if (!answer.ok) return stuck(id, answer.problem, sent);
    failures = 0;
    put(answer.value);
    await keep(id, delivered(waiting.peek(), sent));
  }
  saving.value = isEmpty(waiting.peek()) ? "saved" : "here";
}

async function keep(id: string, left: Changes): Promise<void> {
  waiting.value = left;
  await (isEmpty(left) ? forget(queueOf(id)) : write(queueOf(id), left));
}

async function stuck(id: string, problem: Problem, sent: Changes): Promise<void> {
  noticed(problem);
  if (problem.code === "sign-in-needed") {
    saving.value = "signed-out";
    return;
  }
  if (problem.fields) {
    // The fund keeps what was right; what it names stays on the screen and is sent with the next change.
    refusedFields.value = { ...refusedFields.peek(), ...problem.fields };
    const answer = await askOne(id);
    if (answer.ok) put(answer.value);
    await keep(id, delivered(waiting.peek(), takenOf(sent, Object.keys(problem.fields))));
    saving.value = "here";
    return;
  }
  if (problem.code === "not-a-draft") {
    // Submitted from another phone meanwhile: what is there stands.
    await drop(id);
    await look();
    return;
  }
  saving.value = "offline";
  clearTimeout(timer);
  timer = setTimeout(flush, problem.retryAfter ? problem.retryAfter * 1000 : pause(failures++));
}

/**
 * Hand the application in, once: its key is made before the first try and kept, so that a lost answer can be asked for again and
 * two phones make one submission at most each.
 */
export async function submit(): Promise<Answer<Application>> {
  await flush();
  const id = saved.peek()?.id ?? "";
  if (saving.peek() === "signed-out") return { ok: false, problem: { code: "sign-in-needed", retryAfter: null } };
  if (!isEmpty(waiting.peek()))
    return { ok: false, problem: { code: saving.peek() === "here" ? "answers-invalid" : "offline", retryAfter: null } };
  const key = (await read<string>(keyOf(id))) ?? crypto.randomUUID();
  await write(keyOf(id), key);
  const answer = await submission(id, key);
  if (answer.ok) await take(answer.value);
  else if (noticed(answer.problem)?.fields) refusedFields.value = answer.problem.fields ?? {};
  return answer;
}

export async function withdraw(): Promise<Problem | null> {
  const id = saved.peek()?.id;
  if (!id) return null;
  const answer = await withdrawal(id);
  if (!answer.ok) return noticed(answer.problem);
  await take(answer.value);
  return null;
}

/** Take what the fund answered about the open application. */
export const taken = (answer: Answer<Application>): Problem | null => {
  if (!answer.ok) return noticed(answer.problem);
  put(answer.value);
  return null;
};

/** Forget it all: who signs in next may be another. */
export function clear(): void {
  all.value = saved.value = undefined;
  waiting.value = {};
  saving.value = "saved";
  refusedFields.value = {};
}

/** Try again whenever the network or the family comes back; what was answered on another phone meanwhile is shown. */
export function followNetwork(): () => void {
  const again = () => {
    if (document.hidden) return;
    failures = 0;
    if (!isEmpty(waiting.peek())) void flush();
    else if (saved.peek()?.state === "draft") void look();
  };
  addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  return () => {
    removeEventListener("online", again);
    document.removeEventListener("visibilitychange", again);
  };
}
