/** The calls of a signed-in family: the session's cookie says who, answers and problems are values as in `api.ts`. */

import { learn } from "../base/clock.ts";
import type { Answers, Application, Me, Message, OwnCard, Paper, Passkey } from "../family/wire.ts";
import { lang } from "../text/index.ts";
import type { Answer, Problem } from "./api.ts";

/** Starting an application asks registers, which may take their time. */
const PATIENCE = 30_000;

export const me = (): Promise<Answer<Me>> => ask("GET", "/wallet/me");
export const signOut = (): Promise<Answer<undefined>> => ask("POST", "/wallet/sign-out");
export const myCards = (): Promise<Answer<{ cards: OwnCard[] }>> => ask("GET", "/wallet/me/cards");
export const codeFor = (card: string): Promise<Answer<{ code: string; expires: string }>> =>
  ask("POST", `/wallet/me/cards/${enc(card)}/code`);

export const giveUp = (card: string): Promise<Answer<undefined>> => ask("DELETE", `/wallet/me/cards/${enc(card)}`);

export const applications = (): Promise<Answer<{ applications: Application[] }>> => ask("GET", "/wallet/applications");
export const begin = (renewal: boolean): Promise<Answer<Application>> =>
  ask("POST", "/wallet/applications", { renewal });
export const application = (id: string): Promise<Answer<Application>> => ask("GET", at(id));
export const saveAnswers = (id: string, changes: Partial<Answers>): Promise<Answer<Application>> =>
  ask("PATCH", at(id, "answers"), changes);
export const submission = (id: string, key: string): Promise<Answer<Application>> =>
  ask("POST", at(id, "submission"), { key });
export const withdrawal = (id: string): Promise<Answer<Application>> => ask("POST", at(id, "withdrawal"));
export const refreshed = (id: string): Promise<Answer<Application>> => ask("POST", at(id, "refresh"));
export const setContact = (id: string, contact: Partial<Answers>): Promise<Answer<Application>> =>
  ask("PUT", at(id, "contact"), contact);

export const papers = (id: string): Promise<Answer<{ documents: Paper[] }>> => ask("GET", at(id, "documents"));
export const removePaper = (id: string, paper: string): Promise<Answer<undefined>> =>
  ask("DELETE", `${at(id, "documents")}/${enc(paper)}`);

export const passkeys = (): Promise<Answer<{ passkeys: Passkey[] }>> => ask("GET", "/wallet/passkeys");
export const removePasskey = (id: string): Promise<Answer<undefined>> => ask("DELETE", `/wallet/passkeys/${enc(id)}`);

export const messages = (): Promise<Answer<{ messages: Message[] }>> => ask("GET", "/wallet/messages");
export const markRead = (id: string): Promise<Answer<undefined>> => ask("POST", `/wallet/messages/${enc(id)}/read`);
export const pushTo = (where: object): Promise<Answer<undefined>> => ask("PUT", "/wallet/push", where);
export const pushNoMore = (): Promise<Answer<undefined>> => ask("DELETE", "/wallet/push");

/** Send one document; `onPart` hears which part of it, 0 to 1, has left. */
export function sendPaper(id: string, file: File, onPart: (part: number) => void): Promise<Answer<unknown>> {
  return new Promise((resolve) => {
    // fetch tells nothing of an upload's progress.
    const request = new XMLHttpRequest();
    request.open("POST", at(id, "documents"));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", lang.peek());
    request.upload.onprogress = ({ loaded, total }) => onPart(total ? loaded / total : 0);
    request.onerror = request.ontimeout = () => resolve(failed({ code: "offline", retryAfter: null }));
    request.onload = () => {
      if (request.status < 300) return resolve({ ok: true, value: undefined });
      resolve(failed(problemOf(request.status, request.responseText, request.getResponseHeader("retry-after"))));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

export async function ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": lang.peek() };
  if (body) headers["Content-Type"] = "application/json";
  const sent = Date.now();
  try {
    const response = await fetch(path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    learn(response.headers.get("date"), sent, Date.now());
    const text = await response.text();
    if (!response.ok) return failed(problemOf(response.status, text, response.headers.get("retry-after")));
    return { ok: true, value: (text ? JSON.parse(text) : undefined) as T };
  } catch (error) {
    const offline = error instanceof TypeError || error instanceof DOMException;
    return failed({ code: offline ? "offline" : "server", retryAfter: null });
  }
}

/** A refusal in our terms. Whatever the body is: something between us and the fund may have spoken. */
export function problemOf(status: number, body: string, wait: string | null): Problem {
  let said: {
    code?: string;
    title?: string;
    detail?: string;
    fields?: { field: string; title: string; detail: string }[];
  } = {};
  try {
    said = JSON.parse(body) ?? {};
  } catch {
    // not a problem answer
  }
  const code = said.code ?? (status === 429 ? "too-many-tries" : "server");
  const fields = (said.fields ?? []).map(({ field, title, detail }) => [field, `${title} ${detail}`]);
  return {
    code,
    retryAfter: Number(wait) > 0 ? Number(wait) : null,
    ...(said.title && { said: [said.title, said.detail ?? ""] as const }),
    ...(fields.length && { fields: Object.fromEntries(fields) }),
  };
}

const enc = encodeURIComponent;
const at = (id: string, what = "") => `/wallet/applications/${enc(id)}${what && `/${what}`}`;
const failed = (problem: Problem): Answer<never> => ({ ok: false, problem });
