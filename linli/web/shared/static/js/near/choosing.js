// Stores ticked to be compared, [form=choosing], and the bar with their names. Kept while the tab lives, so
// that they come from several searches; the form's own fields are what is sent.
import { toast } from "../toast.js";

const KEPT = "linli:chosen";
const MOST = 4;

function read(page) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`${KEPT}:${page}`) || "[]");
    return new Map(kept.filter((one) => Array.isArray(one) && one.length === 2));
  } catch {
    return new Map();
  }
}

function write(page, chosen) {
  try {
    sessionStorage.setItem(`${KEPT}:${page}`, JSON.stringify([...chosen]));
  } catch {
    // No storage here: what is ticked holds for this page.
  }
}

class Choosing {
  constructor(page, bar) {
    this.page = page;
    this.bar = bar;
    this.names = bar.querySelector("[data-choosing-names]");
    this.chosen = read(location.pathname);
    page.addEventListener("change", ({ target }) => {
      if (target.matches("[form=choosing]")) this.#ticked(target);
    });
    page.addEventListener("near:list", () => this.show());
    bar.addEventListener("click", (event) => this.#clicked(event));
    bar.addEventListener("reset", (event) => this.#cleared(event));
    // Back from the comparison stores may have been taken out, and a browser ticks again what was ticked.
    addEventListener("pageshow", () => this.#again());
    this.show();
  }

  #ticked(box) {
    if (!box.checked) this.chosen.delete(box.value);
    else if (this.chosen.size < MOST) this.chosen.set(box.value, box.dataset.name);
    else {
      box.checked = false;
      toast(this.bar.dataset.most);
    }
    this.#changed();
  }

  #clicked({ target }) {
    const out = target.closest("[data-out]");
    if (!out) return;
    this.chosen.delete(out.dataset.out);
    this.#changed();
    (this.names.querySelector("button") ?? this.page.querySelector("h1")).focus();
  }

  #cleared(event) {
    event.preventDefault();
    this.chosen.clear();
    this.#changed();
    this.page.querySelector("h1").focus({ preventScroll: true });
  }

  #again() {
    this.chosen = read(location.pathname);
    this.show();
  }

  #changed() {
    write(location.pathname, this.chosen);
    this.show();
  }

  show() {
    for (const box of this.page.querySelectorAll("[form=choosing]")) box.checked = this.chosen.has(box.value);
    this.names.replaceChildren(...[...this.chosen].map(([slug, name]) => this.#name(slug, name)));
    this.bar.toggleAttribute("data-any", this.chosen.size > 0);
    this.bar.querySelector("[type=submit]").disabled = this.chosen.size < 2;
  }

  #name(slug, name) {
    const row = Object.assign(document.createElement("li"), { className: "choosing-name" });
    const words = Object.assign(document.createElement("span"), { className: "cut", textContent: name });
    const out = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    out.setAttribute("aria-label", this.bar.dataset.remove.replace("{store}", name));
    out.dataset.out = slug;
    row.append(words, out);
    const listed = [...this.page.querySelectorAll("[form=choosing]")].some((box) => box.value === slug);
    const sent = { type: "hidden", name: "stores", value: slug };
    if (!listed) row.append(Object.assign(document.createElement("input"), sent));
    return row;
  }
}

export function choose(page) {
  const bar = page.querySelector("[data-choosing]");
  if (bar) new Choosing(page, bar);
}

// A store that was taken out of the comparison is ticked on its search no more.
export function untick(page, slug) {
  const chosen = read(page);
  if (chosen.delete(slug)) write(page, chosen);
}
