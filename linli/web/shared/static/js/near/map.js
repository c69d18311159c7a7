// The map beside the list: pins of the same search, the card of a tapped one, and "search this area".
import { bindZoom, draw, excuse } from "../map/canvas.js";
import { Pins } from "../map/pins.js";
import { Moves } from "./moves.js";

const PADDING = { top: 72, right: 44, bottom: 44, left: 44 };

function numbers(text) {
  return text ? text.split(",").map(Number) : null;
}

function boundsOf(spots) {
  const [lons, lats] = [spots.map(([lon]) => lon), spots.map(([, lat]) => lat)];
  return [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
}

class NearMap {
  constructor(page, frame) {
    this.page = page;
    this.frame = frame;
    this.card = frame.querySelector("[data-map-card]");
    this.cards = new Map();
  }

  get list() {
    return this.page.querySelector("#near");
  }

  get listed() {
    return [...this.list.querySelectorAll("[data-pin]")];
  }

  async open() {
    const pins = await this.load();
    const over = { kept: Pins.kept, recolored: () => this.pins.recolored() };
    const drawn = pins && (await draw(this.frame, this.camera(pins), over));
    if (!drawn) {
      excuse(this.frame);
      return;
    }
    this.map = drawn.map;
    this.pins = new Pins(drawn, { pick: (slug) => this.pick(slug), hover: (slug) => this.light(slug) });
    this.spot(drawn.library);
    this.pins.show(pins, this.slugs());
    bindZoom(this.frame, this.map);
    this.bind();
  }

  slugs() {
    return this.listed.map((one) => one.dataset.pin);
  }

  async load() {
    try {
      const answer = await fetch(this.list.dataset.pins);
      return (await answer.json()).pins;
    } catch {
      return null;
    }
  }

  /** Where to look first: the area of the search, else around what the list has. */
  camera(pins) {
    const area = numbers(this.list.dataset.area);
    if (area) return { bounds: [[area[1], area[0]], [area[3], area[2]]], fitBoundsOptions: { padding: 0 } };
    const first = new Set(this.slugs());
    const spots = pins.filter(({ slug }) => first.has(slug)).map(({ at }) => at);
    const spot = numbers(this.frame.dataset.spot);
    if (spot) spots.push([spot[1], spot[0]]);
    const fitBoundsOptions = { padding: PADDING, maxZoom: 16.2 };
    if (spots.length) return { bounds: boundsOf(spots), fitBoundsOptions };
    const [lat, lon] = numbers(this.frame.dataset.center);
    return { center: [lon, lat], zoom: 15 };
  }

  /** The position that the reader shared, if they did. */
  spot(library) {
    const at = numbers(this.frame.dataset.spot);
    if (!at) return;
    const node = Object.assign(document.createElement("span"), { className: "map-you" });
    new library.Marker({ element: node }).setLngLat([at[1], at[0]]).addTo(this.map);
  }

  bind() {
    const { page, map } = this;
    page.addEventListener("near:list", () => this.refill());
    page.addEventListener("pointerover", (event) => this.point(event));
    page.addEventListener("focusin", (event) => this.point(event));
    this.frame.addEventListener("keydown", (event) => event.key === "Escape" && this.pick(null));
    this.frame.querySelector("[data-map-card-close]").addEventListener("click", () => this.pick(null));
    this.moves = new Moves(page, this.frame, map);
    new ResizeObserver(() => map.resize()).observe(this.frame);
  }

  /** A card of the list under the pointer or with the focus lights up its pin. */
  point({ target }) {
    const one = target.closest?.("#near [data-pin]");
    if (one || this.pointed) this.pins.mark({ lit: one?.dataset.pin ?? null });
    this.pointed = Boolean(one);
  }

  /** A pin under the pointer lights up its card in the list. */
  light(slug) {
    for (const one of this.listed) one.classList.toggle("near-lit", one.dataset.pin === slug);
  }

  /** After the list was exchanged: the pins of its search; the map moves only if none could be seen. */
  async refill() {
    const pins = await this.load();
    if (!pins) return;
    this.moves.rest();
    if (!pins.some(({ slug }) => slug === this.picked)) this.pick(null);
    this.pins.show(pins, this.slugs());
    if (this.picked) this.pins.mark({});
    const seen = this.map.getBounds();
    const { bounds, fitBoundsOptions } = this.camera(pins);
    if (bounds && !pins.some(({ at }) => seen.contains(at))) this.map.fitBounds(bounds, fitBoundsOptions);
  }

  async pick(slug) {
    this.picked = slug;
    this.pins.mark({ picked: slug });
    for (const one of this.listed) one.classList.toggle("near-picked", one.dataset.pin === slug);
    if (!slug) {
      this.card.hidden = true;
      return;
    }
    this.listed.find((one) => one.dataset.pin === slug)?.scrollIntoView({ block: "nearest" });
    const html = await this.cardOf(slug);
    if (this.picked !== slug || !html) return;
    this.card.querySelector("[data-map-card-body]").innerHTML = html;
    this.card.hidden = false;
  }

  /** The card as the list has it, else from the server. */
  async cardOf(slug) {
    const known = this.listed.find((one) => one.dataset.pin === slug);
    if (known) return known.querySelector("article").outerHTML;
    if (!this.cards.has(slug)) {
      const address = `${this.frame.dataset.cards}${encodeURIComponent(slug)}/card${location.search}`;
      const answer = await fetch(address);
      if (!answer.ok) return "";
      this.cards.set(slug, await answer.text());
    }
    return this.cards.get(slug);
  }
}

export async function open(page, frame) {
  await new NearMap(page, frame).open();
}
