/** The merchant's page: joins the ways in (camera, scanner, picture, digits) to the till and its answer to the screen. */

import { type Camera, type CameraTrouble, type Decode, openCamera, pixelsOf, watch } from "./camera.ts";
import { nativeDecoder, smallDecoder, strongDecoder } from "./decoders.ts";
import { deployment, the } from "./page.ts";
import { isVerdictShown, type Moment, type Shown, showAge, showReady, showVerdict } from "./screen.ts";
import { chosenLanguage, currentLanguage, say, speak } from "./text.ts";
import type { Judged, Till } from "./till.ts";
import { listenToWedge } from "./wedge.ts";
import type { Word } from "./words.ts";

/** A verdict leaves the screen by itself after this long (ms): names do not stay for the next customer. */
const SHOWN_FOR = 20_000;
/** The camera must lose sight of a code this long (ms) before the same answer is given again. */
const OUT_OF_SIGHT = 1500;
/** Another card in front of the camera does not push an answer away sooner than this (ms). */
const READABLE = 1500;
/** Longer side of a picture that is searched (pixels). */
const PICTURE = 2000;
const PHRASE = "goda.verify.phrase";
const CHALLENGE = "goda.verify.challenge";

const deployed = deployment();
// The judge is fetched at once, beside the camera; a scan that comes first waits for it.
const voice = import("./sound.ts");
const opening: Promise<Till | null> = deployed
  ? import("./till.ts").then(({ openTill }) => openTill(deployed, tellAge))
  : Promise.resolve(null);
let till: Till | null = null;
let decode: Decode | null = null;
let digits: string | null = null;
let clearing: ReturnType<typeof setTimeout> | undefined;

// ---- from a scanned text to the screen

/** What stands in front of the camera: the same text is not judged twice, the same answer not given twice. */
const sight = { text: "", answer: "", at: 0, shownAt: 0 };

async function judge(scanned: string): Promise<{ shown: Shown; answer: string }> {
  const text = scanned.replace(/\s+/g, "");
  const none = { names: [], print: false, asOf: null, seen: null };
  let shown: Shown;
  if (/^(www\.|[a-z][a-z0-9+.-]*:)/i.test(text)) shown = { ...none, verdict: "not_valid", reason: "url" };
  else if (!/^[0-9]+$/.test(text)) shown = { ...none, verdict: "not_valid", reason: "not-ours" };
  else if (!(await opening)) shown = { ...none, verdict: "cannot_tell", reason: "keys" };
  else {
    const judged = await ((await opening) as Till).judge(text, digits);
    shown = digits && judged.reason === "old-code" ? await orChallenge(text, judged) : judged;
  }
  return { shown, answer: JSON.stringify([shown.verdict, shown.reason, shown.names]) };
}

/** A code is refused as old also when it lacks this till's digits; the cashier is told which it is. */
async function orChallenge(text: string, judged: Judged): Promise<Shown> {
  const without = await ((await opening) as Till).judge(text, null);
  return without.reason === "old-code" ? judged : { ...judged, reason: "challenge" };
}

function show(shown: Shown): void {
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  showVerdict(shown, moment());
  // Digits that were answered are spent; those that were not stay, so that the holder can still type them.
  if (shown.verdict !== "not_valid" && !shown.print) askDigits();
  void voice.then(({ announce }) => announce(shown.verdict));
  sight.shownAt = performance.now();
  clearTimeout(clearing);
  clearing = setTimeout(clear, SHOWN_FOR);
}

function clear(): void {
  clearTimeout(clearing);
  if (!isVerdictShown()) return;
  showReady();
  the("title").focus({ preventScroll: true });
}

async function scanned(text: string): Promise<void> {
  show((await judge(text)).shown);
}

/** The camera sees a code many times a second, and a phone changes its own every 20 s. */
async function filmed(text: string): Promise<void> {
  const before = performance.now() - sight.at < OUT_OF_SIGHT;
  if (before && text === sight.text) {
    sight.at = performance.now();
    return;
  }
  if (isVerdictShown() && performance.now() - sight.shownAt < READABLE) return;
  const { shown, answer } = await judge(text);
  const same = answer === sight.answer && (before || isVerdictShown());
  Object.assign(sight, { text, answer, at: performance.now() });
  if (!same) show(shown);
}

function moment(): Moment {
  return {
    now: till?.now() ?? Date.now() / 1000,
    age: till?.age() ?? { state: "none", fetched: null },
    phrase: localStorage.getItem(PHRASE),
    digits,
  };
}

function tellAge(): void {
  const before = document.body.dataset["age"];
  showAge(moment());
  // New data may turn "cannot tell" into an answer: what is still in front of the camera is judged anew.
  if (document.body.dataset["age"] !== before) sight.text = "";
}

// ---- the camera

let torch: Camera["torch"] = null;
let watching = false;

async function startCamera(): Promise<void> {
  note("cameraStarting");
  the("camera-on").hidden = true;
  const video = the<HTMLVideoElement>("video");
  const first = decode ? null : nativeDecoder().then((own) => own ?? smallDecoder());
  try {
    const camera = await openCamera(video, () => cameraLost("cameraOff"));
    the("eye").classList.add("on");
    the("camera-note").textContent = "";
    torch = camera.torch;
    the("torch").hidden = !torch;
  } catch (trouble) {
    cameraLost(trouble as CameraTrouble);
    return;
  }
  if (first) decode = await first.catch(() => null);
  if (!watching) watch(video, () => decode, filmed);
  watching = true;
}

/** The strong decoder replaces the small one once the camera shows; a browser with its own needs neither. */
async function strengthen(): Promise<void> {
  if (await nativeDecoder()) return;
  const strong = await strongDecoder().catch(() => null);
  decode = strong?.decode ?? decode;
  const worker = navigator.serviceWorker;
  if (!strong || !worker || worker.controller) return;
  // On the first visit the file came before there was a worker to keep it: it passes once more, out of the browser's own cache.
  worker.addEventListener("controllerchange", () => void fetch(strong.address).catch(() => undefined), { once: true });
}

function cameraLost(trouble: CameraTrouble): void {
  the("eye").classList.remove("on");
  the("torch").hidden = true;
  the("camera-on").hidden = trouble === "cameraNone";
  note(trouble);
}

function note(word: Word): void {
  the("camera-note").dataset["t"] = word;
  the("camera-note").textContent = say(word);
}

async function pictured(picture: Blob): Promise<void> {
  the("warn").hidden = true;
  const decoder = (await nativeDecoder()) ?? (await strongDecoder().then((strong) => strong.decode, smallDecoder));
  const text = await pixelsOf(picture, PICTURE).then(decoder, () => null);
  if (text) return scanned(text);
  the("warn").textContent = say("noCode");
  the("warn").hidden = false;
}

// ---- buttons, fields, keys

function askDigits(): void {
  digits = localStorage.getItem(CHALLENGE)
    ? String(10 + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 90))
    : null;
  const shown = document.createElement("b");
  shown.textContent = digits ?? "";
  the("ask").replaceChildren(say("challenge"), shown);
  the("ask").hidden = digits === null;
}

function greet(): void {
  const phrase = localStorage.getItem(PHRASE);
  if (phrase) the("phrase").textContent = phrase;
}

function open(id: string): void {
  the<HTMLDialogElement>(id).showModal();
}

function listen(): void {
  const on = (id: string, event: string, act: (event: Event) => void) => the(id).addEventListener(event, act);
  on("next", "click", clear);
  on("camera-on", "click", () => void startCamera());
  on("help-open", "click", () => open("help"));
  on("digits-open", "click", () => open("typed"));
  on("greet", "click", () => {
    the<HTMLInputElement>("phrase-text").value = localStorage.getItem(PHRASE) ?? "";
    the<HTMLInputElement>("challenge").checked = localStorage.getItem(CHALLENGE) !== null;
    open("settings");
  });
  on("settings-form", "submit", (event) => {
    event.preventDefault();
    store(PHRASE, the<HTMLInputElement>("phrase-text").value.trim());
    store(CHALLENGE, the<HTMLInputElement>("challenge").checked ? "1" : "");
    the<HTMLDialogElement>("settings").close();
    void changeLanguage(currentLanguage());
  });
  on("typed-form", "submit", (event) => {
    event.preventDefault();
    const field = the<HTMLTextAreaElement>("typed-text");
    void scanned(field.value);
    field.value = "";
  });
  on("typed-text", "keydown", (event) => {
    // A scanner ends with Enter here too, and nobody types a second line.
    if ((event as KeyboardEvent).key !== "Enter") return;
    event.preventDefault();
    the<HTMLFormElement>("typed-form").requestSubmit();
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-close]"))
    button.addEventListener("click", () => button.closest("dialog")?.close());
  on("file", "change", () => {
    const field = the<HTMLInputElement>("file");
    const [picture] = field.files ?? [];
    field.value = "";
    if (picture) void pictured(picture);
  });
  let lit = false;
  on("torch", "click", () => {
    lit = !lit;
    the("torch").ariaPressed = String(lit);
    void torch?.(lit).catch(() => undefined);
  });
  on("lang", "click", () => void changeLanguage(currentLanguage() === "lv" ? "en" : "lv"));
  document.addEventListener("paste", (event) => {
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
    const [picture] = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData("text");
    if (picture) void pictured(picture);
    else if (text) void scanned(text);
  });
  // Opening the sound takes 100 ms at a slow till: not while a scanner is typing.
  const allow = () => void setTimeout(() => void voice.then(({ allowSound }) => allowSound()), 400);
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, allow, { passive: true });
  listenToWedge((text) => void scanned(text));
  setInterval(tellAge, 10_000);
}

async function changeLanguage(language: "lv" | "en"): Promise<void> {
  await speak(language);
  the("lang").lang = language === "lv" ? "en" : "lv";
  the("lang").textContent = language === "lv" ? "English" : "Latviski";
  if (the("eye").classList.contains("on")) the("camera-note").textContent = "";
  greet();
  askDigits();
  tellAge();
}

function store(key: string, value: string): void {
  if (value) localStorage.setItem(key, value);
  else localStorage.removeItem(key);
}

// ---- start

/** Keeps the page for the next time without a network. */
async function install(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(trustedWorker("/verify/sw.js"), { scope: "/verify" });
}

function trustedWorker(address: string): string {
  const policies = (
    globalThis as {
      trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
    }
  ).trustedTypes;
  return policies?.createPolicy("goda", { createScriptURL: (url: string) => url }).createScriptURL(address) ?? address;
}

async function start(): Promise<void> {
  listen();
  greet();
  askDigits();
  const camera = startCamera();
  if (chosenLanguage() === "en") await changeLanguage("en").catch(() => undefined);
  till = await opening.catch(() => null);
  tellAge();
  await camera;
  await strengthen();
  await install().catch(() => undefined);
}

void start();
