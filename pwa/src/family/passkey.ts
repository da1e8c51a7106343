/** A passkey of this phone for the next sign-in: made after the state has said who this is, used instead of it. */

import { base64url, fromBase64url } from "@goda/card";
import { deviceName } from "../base/install.ts";
import { rememberPasskey } from "../base/passkey-here.ts";
import type { Answer } from "../talk/api.ts";
import { ask } from "../talk/family.ts";
import { hasPasskey } from "./session.ts";

interface Described {
  readonly id: string;
  readonly type: "public-key";
}
interface Options {
  readonly challenge: string;
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly excludeCredentials?: readonly Described[];
  readonly allowCredentials?: readonly Described[];
}

export const passkeysWork = (): boolean => "PublicKeyCredential" in globalThis;

/** Make one. Answers null when the family changed its mind. */
export async function makePasskey(): Promise<Answer<unknown> | null> {
  const given = await ask<{ options: Options }>("POST", "/wallet/passkeys/options");
  if (!given.ok) return given;
  const publicKey = read(given.value.options) as unknown as PublicKeyCredentialCreationOptions;
  const made = await chosen(navigator.credentials.create({ publicKey }));
  if (!made) return null;
  const answer = await ask("POST", "/wallet/passkeys", { credential: written(made), name: deviceName() });
  if (answer.ok) known();
  return answer;
}

/** Sign in by one. Answers null when the family changed its mind. */
export async function usePasskey(): Promise<Answer<unknown> | null> {
  const given = await ask<{ options: Options }>("POST", "/wallet/passkeys/sign-in/options");
  if (!given.ok) return given;
  const publicKey = read(given.value.options) as unknown as PublicKeyCredentialRequestOptions;
  const used = await chosen(navigator.credentials.get({ publicKey }));
  if (!used) return null;
  const answer = await ask("POST", "/wallet/passkeys/sign-in", { credential: written(used) });
  if (answer.ok) known();
  return answer;
}

function known(): void {
  hasPasskey.value = true;
  rememberPasskey();
}

/** A refusal by the person or by the phone is a change of mind, not a fault. */
const chosen = async (asking: Promise<Credential | null>): Promise<PublicKeyCredential | null> => {
  try {
    return (await asking) as PublicKeyCredential | null;
  } catch {
    return null;
  }
};

const bytes = (text: string) => fromBase64url(text) as Uint8Array<ArrayBuffer>;
const ids = (list?: readonly Described[]) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/** By hand and not by `parseCreationOptionsFromJSON`: phones of 2021 do not have it. */
function read(options: Options): object {
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: ids(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: ids(options.allowCredentials) }),
  };
}

function written({ id, type, rawId, response, authenticatorAttachment }: PublicKeyCredential): object {
  const text = (buffer: ArrayBuffer | null | undefined) => (buffer ? base64url(new Uint8Array(buffer)) : undefined);
  const made = response as AuthenticatorAttestationResponse;
  const used = response as AuthenticatorAssertionResponse;
  const inner = made.attestationObject
    ? { attestationObject: text(made.attestationObject), transports: made.getTransports?.() ?? [] }
    : {
        authenticatorData: text(used.authenticatorData),
        signature: text(used.signature),
        userHandle: text(used.userHandle),
      };
  return {
    id,
    type,
    rawId: text(rawId),
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    clientExtensionResults: {},
    response: { clientDataJSON: text(response.clientDataJSON), ...inner },
  };
}
