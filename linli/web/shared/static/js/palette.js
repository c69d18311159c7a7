// The operator's command palette: Ctrl or Cmd and K opens it, the arrow keys choose, Enter goes there.
const palette = document.getElementById("palette");
const field = palette?.querySelector("[role=combobox]");
const list = palette?.querySelector("[role=listbox]");
const said = palette?.querySelector("[data-palette-said]");
const WAIT = 120;
let asked = 0;
let timer = 0;

const hits = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector('[aria-selected="true"]');

function choose(hit) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!hit) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  hit.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const every = hits();
  if (!every.length) return;
  const now = every.indexOf(chosen());
  choose(every[(now + by + every.length) % every.length]);
}

// What was typed goes in a form, for it may be a phone number; only the latest answer is shown.
async function ask() {
  const turn = (asked += 1);
  const headers = JSON.parse(document.body.getAttribute("data-hx-headers:inherited") || "{}");
  const body = new URLSearchParams({ q: field.value });
  const answer = await fetch(palette.dataset.search, {
    method: "POST",
    body,
    headers: { ...headers, "X-Palette": "1" },
  }).catch(() => null);
  if (turn !== asked || !answer?.ok) return;
  list.innerHTML = await answer.text();
  const every = hits();
  choose(every[0]);
  said.textContent = every.length
    ? palette.dataset.some.replace("%", every.length)
    : palette.dataset.none;
}

function open() {
  if (!palette || palette.open) return;
  field.value = "";
  palette.showModal();
  field.focus();
  ask();
}

document.addEventListener("keydown", (event) => {
  const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (held && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette?.open) palette.close();
    else open();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-open]")) {
    event.preventDefault();
    open();
  } else if (event.target === palette) {
    palette.close();
  }
});

field?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
});

field?.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    step(steps[event.key]);
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    chosen()?.click();
  }
});

list?.addEventListener("pointermove", (event) => {
  const hit = event.target.closest("[role=option]");
  if (hit && hit !== chosen()) choose(hit);
});
