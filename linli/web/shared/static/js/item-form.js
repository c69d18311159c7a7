// The form of an article: “more lines” without a round trip, and what was typed stays in this tab until it is
// saved. The page that says it was ([data-item-saved]) lets go of it.
const form = document.querySelector("[data-item-form]");
const PREFIX = "linli:item:";
const storeKey = PREFIX + location.pathname;
const FIXED = new Set(["csrf_token", "key", "picture", "more"]);

function lengthen(name) {
  const lines = form.querySelector(`[data-lines="${CSS.escape(name)}"]`);
  const last = lines?.lastElementChild;
  if (!last) return null;
  const fresh = last.cloneNode(true);
  for (const field of fresh.querySelectorAll("input, select")) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  for (const told of fresh.querySelectorAll(".field-error")) told.remove();
  lines.append(fresh);
  return fresh;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) || "null");
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    if (kept) sessionStorage.setItem(key, JSON.stringify(kept));
    else sessionStorage.removeItem(key);
  } catch {
    // No storage here: the form still works, it only forgets.
  }
}

function typed() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !FIXED.has(name));
}

function linesFor(name, count) {
  const first = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const lines = first?.closest("[data-lines]")?.dataset.lines;
  while (lines && form.querySelectorAll(`[name="${CSS.escape(name)}"]`).length < count) lengthen(lines);
}

function fill(name, values) {
  linesFor(name, values.length);
  const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  for (const [place, field] of fields.entries()) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type !== "file") field.value = values[place] ?? "";
  }
}

// What a page that was left, or lost, had been told; with a word, and a way to be rid of it.
function restore(kept) {
  const names = new Set(kept.map(([name]) => name));
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked &&= names.has(box.name);
  for (const name of names) fill(name, kept.filter(([one]) => one === name).map(([, value]) => value));
  const said = document.createElement("p");
  said.className = "undo-bar";
  said.setAttribute("role", "status");
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = form.dataset.back;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-small";
  drop.textContent = form.dataset.drop;
  drop.addEventListener("click", () => {
    write(storeKey, null);
    location.replace(location.pathname);
  });
  said.append(words, drop);
  form.before(said);
}

if (document.querySelector("[data-item-saved]")) {
  const kept = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of kept) if (read(key)?.sent) write(key, null);
}
if (form) {
  const kept = read(storeKey);
  const begun = JSON.stringify(typed());
  if (kept && form.dataset.told === undefined && JSON.stringify(kept.typed) !== begun) restore(kept.typed);
  form.addEventListener("input", () => write(storeKey, { typed: typed() }));
  form.addEventListener("submit", () => write(storeKey, { typed: typed(), sent: true }));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more]");
    const fresh = button && lengthen(button.dataset.more);
    if (!fresh) return;
    event.preventDefault();
    fresh.querySelector("input:not([type=hidden])").focus();
  });
}
