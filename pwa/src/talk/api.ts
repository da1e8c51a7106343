/** The fund's wallet API: each call proves the phone's key, each failure is a value with a code that a screen can explain. */

import { learn, seconds } from "../base/clock.ts";
import type { Card, Device, Issued, PhoneKey } from "../cards/model.ts";
import { proofOf } from "./dpop.ts";

export interface Problem {
  /** The server's code; `offline` when it was not reached, `server` when its answer makes no sense. */
  readonly code: string;
  /** Seconds to wait, if it said so. */
  readonly retryAfter: number | null;
  /** The server's own sentences in the family's language, for what the dictionaries have no words for. */
  readonly said?: readonly [string, string];
  /** What is wrong with which member of what was sent (RFC 9457, with our `fields`). */
  readonly fields?: Readonly<Record<string, string>>;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** A call that takes longer has failed: people look at a spinner. */
const PATIENCE = 15_000;
/** Freshness given by the server's last answer. */
let nonce: string | null = null;

export const activateAt = (key: PhoneKey, code: string, deviceName: string): Promise<Answer<Issued>> =>
  call(key, "POST", "/wallet/activations", { code, deviceName });
/** A card by the right of who is signed in: the one call that proves the key and carries the family's session. */
export const cardByRight = (key: PhoneKey, card: string, deviceName: string): Promise<Answer<Issued>> =>
  call(key, "POST", `/wallet/me/cards/${encodeURIComponent(card)}/phone`, { deviceName }, "same-origin");
export const renew = (key: PhoneKey): Promise<Answer<Issued>> => call(key, "POST", "/wallet/renewals");
export const cardNow = (key: PhoneKey): Promise<Answer<{ card: Card; device: Device }>> =>
  call(key, "GET", "/wallet/card");
/** The phones that hold the card, and its number for a call to the fund: shown while asked for, never stored. */
export const devices = (key: PhoneKey): Promise<Answer<{ number: string; devices: Device[] }>> =>
  call(key, "GET", "/wallet/devices");
export const removeDevice = (key: PhoneKey, id: string): Promise<Answer<undefined>> =>
  call(key, "DELETE", `/wallet/devices/${encodeURIComponent(id)}`);

async function call<T>(
  key: PhoneKey,
  method: string,
  path: string,
  body?: object,
  credentials: RequestCredentials = "omit",
): Promise<Answer<T>> {
  const once = () => proved(key, method, path, credentials, body);
  try {
    let response = await once();
    // A nonce lives five minutes; the refusal of an old one brings a new one.
    if (response.status === 401 && (await codeOf(response)) === "use-nonce") response = await once();
    if (response.ok) return { ok: true, value: (response.status === 204 ? undefined : await response.json()) as T };
    const wait = Number(response.headers.get("retry-after"));
    return failed(await codeOf(response), wait > 0 ? wait : null);
  } catch (error) {
    return failed(error instanceof TypeError || error instanceof DOMException ? "offline" : "server");
  }
}

async function proved(
  key: PhoneKey,
  method: string,
  path: string,
  credentials: RequestCredentials,
  body?: object,
): Promise<Response> {
  if (!nonce) {
    const given = await send("/wallet/nonces", { method: "POST" });
    if (given.ok) nonce = ((await given.json()) as { nonce: string }).nonce;
  }
  const url = location.origin + path;
  const proof = await proofOf(key, { method, url, iat: seconds(), nonce: nonce ?? "" });
  const headers: Record<string, string> = { DPoP: proof, Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  return send(path, { method, headers, credentials, ...(body && { body: JSON.stringify(body) }) });
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const sent = Date.now();
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(path, { credentials: "omit", ...init, signal, cache: "no-store", redirect: "error" });
  learn(response.headers.get("date"), sent, Date.now());
  nonce = response.headers.get("dpop-nonce") ?? nonce;
  return response;
}

async function codeOf(response: Response): Promise<string> {
  try {
    const { code } = (await response.clone().json()) as { code?: unknown };
    if (typeof code === "string") return code;
  } catch {
    // not a problem answer: something between us and the server spoke
  }
  return response.status === 429 ? "too-many-tries" : "server";
}

const failed = (code: string, retryAfter: number | null = null): Answer<never> => ({
  ok: false,
  problem: { code, retryAfter },
});
