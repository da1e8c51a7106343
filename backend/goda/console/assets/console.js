// Small helps for the keyboard. Every page works without them.
const search = () => document.querySelector("[data-search]");

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
  const asked = (event.key === "k" && (event.metaKey || event.ctrlKey)) || (event.key === "/" && !typing);
  if (!asked || event.altKey) return;
  event.preventDefault();
  const field = search();
  if (!field && typing) return; // leaving a form from the middle of it would lose what has been typed
  if (field) {
    field.focus();
    field.select();
  } else {
    location.assign("/console");
  }
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
