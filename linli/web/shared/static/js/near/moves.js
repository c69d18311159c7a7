// What a move of the map means: a button that offers to search here, or, where the reader has switched
// that on ([data-map-follow], kept on the device), a search by itself as soon as the map is at rest.
import { swap } from "./list.js";

const KEPT = "linli:map-follow";
const REST_MS = 450;

function kept() {
  try {
    return localStorage.getItem(KEPT) === "yes";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    if (on) localStorage.setItem(KEPT, "yes");
    else localStorage.removeItem(KEPT);
  } catch {
    // No storage here: the switch holds for this page.
  }
}

export class Moves {
  constructor(page, frame, map) {
    this.page = page;
    this.map = map;
    this.again = frame.querySelector("[data-map-again]");
    this.follow = frame.querySelector("[data-map-follow]");
    this.follow.checked = kept();
    this.follow.addEventListener("change", () => this.switched());
    this.again.addEventListener("click", () => this.search());
    map.on("movestart", () => clearTimeout(this.waiting));
    map.on("moveend", (event) => event.originalEvent && this.moved());
  }

  moved() {
    if (!this.follow.checked) {
      this.again.hidden = false;
      return;
    }
    this.waiting = setTimeout(() => this.search({ quietly: true }), REST_MS);
  }

  switched() {
    keep(this.follow.checked);
    if (this.follow.checked && !this.again.hidden) this.search();
  }

  /** The list is that of the map again. */
  rest() {
    this.again.hidden = true;
  }

  /** Ask for what is seen now. By itself it does not add a step to the way back. */
  search({ quietly = false } = {}) {
    const seen = this.map.getBounds();
    const edges = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()];
    const address = new URL(location.href);
    address.searchParams.set("area", edges.map((edge) => edge.toFixed(4)).join(","));
    address.searchParams.delete("from");
    this.rest();
    swap(this.page, address.href, { push: !quietly, replace: quietly });
  }
}
