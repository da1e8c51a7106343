/** Whether a passkey was made on this phone: then it is offered before the state's login. */

const KEY = "goda.passkey";

export function passkeyHere(): boolean {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

export function rememberPasskey(): void {
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // storage refused: the state's login is offered, and behind it works the same
  }
}
