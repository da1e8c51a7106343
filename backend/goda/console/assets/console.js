// Small helps for the keyboard. Every page works without them.
const search = () => document.querySelector("[data-search]");

// Letter keys can be turned off at the foot of the page (WCAG 2.1.4): who dictates to the computer says many a letter.
const LETTERS = "goda-letter-keys";
const letters = () => localStorage.getItem(LETTERS) !== "off";

for (const toggle of document.querySelectorAll("[data-letters]")) {
  const show = () => toggle.setAttribute("aria-pressed", letters() ? "true" : "false");
  toggle.addEventListener("click", () => {
    localStorage.setItem(LETTERS, letters() ? "off" : "on");
    show();
  });
  toggle.hidden = false;
  show();
}

function seek(event, typing) {
  event.preventDefault();
  const field = search();
  if (!field && typing) return; // leaving a form from the middle of it would lose what has been typed
  if (field) {
    field.focus();
    field.select();
  } else {
    location.assign("/console");
  }
}

// One step down or up in the list of the page, from wherever the focus is; the first press takes the first line.
function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement?.closest("[data-rows] li, [data-rows] tr")?.querySelector("[data-row]"));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.closest("li, tr")?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

const STEPS = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.defaultPrevented) return;
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (event.metaKey || event.ctrlKey) {
    if (event.key === "k") seek(event, typing);
    return;
  }
  if (typing) return;
  const inside = document.activeElement?.closest("[data-rows]");
  const by = (inside && ARROWS[event.key]) || (letters() && STEPS[event.key]);
  if (by && step(by)) return event.preventDefault();
  if (!letters()) return;
  if (event.key === "/") return seek(event, typing);
  const marked = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!marked) return;
  event.preventDefault();
  if (marked.matches("summary, input, select, textarea")) marked.focus();
  else marked.click();
});

// After a refused form the summary is the first thing to hear; after a swap the fresh fault or fit is. Once: a later swap elsewhere on
// the page must not take the focus out of the field in which the clerk is typing by then.
function announce() {
  const fresh = document.querySelector("[data-focus]");
  fresh?.focus();
  fresh?.removeAttribute("data-focus");
}
announce();
document.addEventListener("htmx:afterSwap", announce); // not when it has settled: by then the clerk may be elsewhere

// Neither a session that has ended nor a cut network may cost what has been typed: the page stays and says what to do.
const trouble = document.getElementById("trouble");

function complain(kind) {
  trouble.querySelector("p").textContent = trouble.dataset[kind];
  trouble.querySelector("[data-way]").hidden = kind !== "ended";
  trouble.hidden = false;
  trouble.focus();
}

document.addEventListener("htmx:sendError", () => complain("cut"));
document.addEventListener("htmx:responseError", (event) => complain(event.detail.xhr.status === 401 ? "ended" : "failed"));
document.addEventListener("htmx:afterSwap", () => {
  if (trouble) trouble.hidden = true;
});

// Gives the forms of this page the token of the session that lives now; says what is wrong where none does.
async function renewed() {
  let answer;
  try {
    answer = await fetch("/console/session", { headers: { Accept: "application/json" } });
  } catch {
    return "cut";
  }
  if (!answer.ok) return answer.status === 401 ? "ended" : "failed";
  const { token } = await answer.json();
  for (const field of document.querySelectorAll("[name=form_token]")) field.value = token;
  return "";
}

document.addEventListener("visibilitychange", async () => {
  if (trouble && !trouble.hidden && !document.hidden) trouble.hidden = !(await renewed());
});

// A long form asks first whether it will be taken.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-keep]") || event.defaultPrevented) return;
  if (form.dataset.asked === "yes") {
    delete form.dataset.asked;
    return;
  }
  event.preventDefault();
  if (form.dataset.asked) return;
  form.dataset.asked = "now";
  const wrong = await renewed();
  delete form.dataset.asked;
  if (wrong) return complain(wrong);
  form.dataset.asked = "yes";
  form.requestSubmit(event.submitter);
});

// A form goes out once: a second press of an impatient thumb issues no second card.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.sent) {
    if (form.dataset.sent) event.preventDefault();
    return;
  }
  if (event.submitter?.formTarget === "_blank") return; // a look at the paper is no decision
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done;
  });
}

// The seconds in which a decision can still be undone. It is sent by the server, whether this page looks or not.
for (const clock of document.querySelectorAll("[data-left]")) {
  const end = performance.now() + Number(clock.dataset.left) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) setTimeout(tick, 1000);
    else setTimeout(() => location.reload(), 2000);
  };
  tick();
}

// A long list of facts opens for paper too.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
