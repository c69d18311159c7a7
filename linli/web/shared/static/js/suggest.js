// The one search box, <form data-suggest="/…/search/suggestions">: what could be meant, as it is typed.
// A combobox whose list the server writes; without script the form just searches. Letters that a Chinese
// input method is still putting together are not asked for.
import { clear, recent, remember } from "./search/recent.js";

const WAIT_MS = 120;
const LIST = "search-suggestions";

class Box {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.said = form.querySelector("[data-suggest-said]");
    this.panel = form.querySelector("[data-suggest-panel]");
    this.past = form.querySelector("[data-suggest-past]");
    this.kept = new Map();
    this.active = null;
    const state = { expanded: "false", controls: LIST, autocomplete: "list" };
    this.input.setAttribute("role", "combobox");
    for (const [name, value] of Object.entries(state)) this.input.setAttribute(`aria-${name}`, value);
    this.#bind();
  }

  #bind() {
    const { input, panel, form } = this;
    input.addEventListener("focus", () => this.#look());
    input.addEventListener("click", () => this.panel.hidden && this.#look());
    input.addEventListener("input", (event) => !event.isComposing && this.#soon());
    input.addEventListener("compositionstart", () => this.#stop());
    input.addEventListener("compositionend", () => this.#soon());
    input.addEventListener("keydown", (event) => this.#key(event));
    form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || this.close());
    // The box keeps the focus while something is pointed at.
    panel.addEventListener("pointerdown", (event) => event.preventDefault());
    panel.addEventListener("click", (event) => this.#clicked(event));
    form.addEventListener("submit", () => remember(form, input.value));
  }

  get options() {
    return [...this.panel.querySelectorAll("[role=option]")];
  }

  #stop() {
    clearTimeout(this.waiting);
    this.asking?.abort();
  }

  #soon() {
    this.#stop();
    this.waiting = setTimeout(() => this.#look(), this.input.value.trim() ? WAIT_MS : 0);
  }

  /** Show what there is for what stands in the box now: without words, what was searched before. */
  async #look() {
    this.#stop();
    const words = this.input.value.trim();
    if (!words) this.#fill(recent(this.form, this.past));
    else if (this.kept.has(words)) this.#fill(this.kept.get(words));
    else await this.#ask(words);
  }

  async #ask(words) {
    this.asking = new AbortController();
    const address = new URL(this.form.dataset.suggest, location.href);
    address.searchParams.set("q", words);
    const at = this.form.elements.at?.value;
    if (at) address.searchParams.set("at", at);
    try {
      const answer = await fetch(address, { signal: this.asking.signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const found = await answer.text();
      this.kept.set(words, found);
      if (this.input.value.trim() === words) this.#fill(found);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  #fill(html) {
    if (document.activeElement !== this.input) return;
    // What the arrows have reached stays reached where a later answer knows it, too.
    const reached = this.active?.dataset.href;
    this.panel.innerHTML = html;
    const { options } = this;
    options.forEach((option, place) => (option.id = `${LIST}-${place}`));
    this.#point(options.find(({ dataset }) => dataset.href === reached) ?? null);
    const none = options.length === 0;
    this.panel.hidden = none;
    this.input.setAttribute("aria-expanded", String(!none));
    this.said.textContent = this.panel.querySelector("[data-said]")?.dataset.said ?? "";
  }

  close() {
    this.#stop();
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.#point(null);
  }

  #point(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#step(event);
    else if (event.key === "Enter" && this.active) {
      event.preventDefault();
      this.#choose(this.active);
    } else if (event.key === "Escape" && !this.panel.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  #step(event) {
    event.preventDefault();
    if (this.panel.hidden) {
      this.#look();
      return;
    }
    const { options } = this;
    const step = event.key === "ArrowDown" ? 1 : -1;
    const places = options.length + 1;
    const next = (options.indexOf(this.active) + 1 + step + places) % places;
    this.#point(next ? options[next - 1] : null);
  }

  #clicked({ target }) {
    if (target.closest("[data-suggest-clear]")) {
      clear(this.form);
      this.close();
      return;
    }
    const option = target.closest("[role=option]");
    if (option) this.#choose(option);
  }

  #choose(option) {
    remember(this.form, option.dataset.words);
    location.assign(option.dataset.href);
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Box(form);
