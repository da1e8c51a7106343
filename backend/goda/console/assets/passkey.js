// Makes and uses passkeys. The page says by data attributes what to do; the words shown stand in the page too, translated.
const page = document.querySelector("[data-passkey]");
const button = page.querySelector("[data-go]");
const fault = page.querySelector("[data-fault]");
const mode = page.dataset.passkey; // "sign-in", "enrol" or "add"

let token = "";
if (mode === "enrol") {
  token = location.hash.slice(1);
  history.replaceState(null, "", location.pathname); // the token leaves the address before anything else happens
  if (!token) {
    complain(page.dataset.noToken, "");
    button.disabled = true; // without its token the button could only say something untrue
  }
}

function complain(title, detail) {
  fault.querySelector("strong").textContent = title;
  fault.querySelector("span").textContent = detail;
  fault.hidden = false;
  fault.focus();
  button.disabled = false;
}

async function ask(path, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Form-Token": page.dataset.token ?? "" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.code), { said });
  return said;
}

async function signIn() {
  const { options } = await ask("/console/passkey/use", {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  return ask("/console/passkey/used", { credential: credential.toJSON() });
}

async function makeKey() {
  const { options } = await ask("/console/passkey/make", { token });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  const name = page.querySelector("input").value;
  return ask("/console/passkey/made", { token, name, credential: credential.toJSON() });
}

button.addEventListener("click", async () => {
  fault.hidden = true;
  button.disabled = true;
  if (!globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) return complain(page.dataset.noPasskeys, page.dataset.noPasskeysAdvice);
  try {
    const { next } = await (mode === "sign-in" ? signIn() : makeKey());
    location.assign(next);
  } catch (error) {
    if (error.said) return complain(error.said.title, error.said.detail);
    if (error.name === "InvalidStateError") return complain(page.dataset.known, page.dataset.knownAdvice);
    if (error.name === "NotAllowedError" || error.name === "AbortError") return complain(page.dataset.stopped, page.dataset.stoppedAdvice);
    complain(page.dataset.offline, page.dataset.offlineAdvice);
  }
});
