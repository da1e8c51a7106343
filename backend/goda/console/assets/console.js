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

// After a refused form the summary is the first thing to hear; after a swap the fresh fault or fit is.
const announce = () => document.querySelector("[data-focus]")?.focus();
announce();
document.addEventListener("htmx:afterSettle", announce);

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
