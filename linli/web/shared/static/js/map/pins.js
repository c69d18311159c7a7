// Stores on the map. Those with an offer stand as bubbles with its price, as many as have room; all
// others are drawn by the map itself: clusters, dots, and the trade's icon where there is room. The
// list beside the map is what a keyboard or a screen reader uses, so nothing here takes the focus.
import { room } from "./room.js";
import { FONT } from "./labels.js";
import { tokens } from "./style.js";
import { tile } from "./tile.js";

const PICTURES = new URL("../../vendor/fluent-emoji/", import.meta.url).href;
const MOST_BUBBLES = 150;
const FROM_ICONS = 15.2;
const FROM_NAMES = 16.8;

function point({ slug, name, trade, icon, at }, rank) {
  return {
    type: "Feature",
    properties: { slug, name, trade, icon, rank },
    geometry: { type: "Point", coordinates: at },
  };
}

function collection(pins) {
  return { type: "FeatureCollection", features: pins.map(point) };
}

function layers(token) {
  const single = ["!", ["has", "point_count"]];
  const words = { "text-font": FONT, "text-size": 12 };
  return [
    {
      id: "pin-dots",
      type: "circle",
      filter: single,
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 13, 2.6, 16, 4.6],
        "circle-color": token("map-pin"),
        "circle-stroke-color": token("map-pin-edge"),
        "circle-stroke-width": 1.2,
      },
    },
    {
      id: "pin-icons",
      type: "symbol",
      filter: single,
      minzoom: FROM_ICONS,
      layout: {
        "icon-image": ["concat", ["get", "trade"], "/", ["get", "icon"]],
        "icon-padding": 3,
        "symbol-sort-key": ["get", "rank"],
        "text-field": ["step", ["zoom"], "", FROM_NAMES, ["get", "name"]],
        "text-font": FONT,
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, 1.2],
        "text-max-width": 9,
        "text-optional": true,
      },
      paint: {
        "text-color": token("ink"),
        "text-halo-color": token("map-halo"),
        "text-halo-width": 1.4,
      },
    },
    {
      id: "pin-clusters",
      type: "circle",
      filter: ["has", "point_count"],
      paint: {
        "circle-radius": ["step", ["get", "point_count"], 13, 10, 16, 40, 20],
        "circle-color": token("raised"),
        "circle-stroke-color": token("map-cluster-edge"),
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "pin-counts",
      type: "symbol",
      filter: ["has", "point_count"],
      layout: { ...words, "text-field": ["get", "point_count_abbreviated"], "text-allow-overlap": true },
      paint: { "text-color": token("ink") },
    },
  ].map((layer) => ({ ...layer, source: "pins" }));
}

export class Pins {
  /** `on.pick(slug)`, `on.hover(slug or null)`: what the reader does on the map. */
  constructor({ map, library }, on) {
    this.map = map;
    this.library = library;
    this.on = on;
    this.pins = new Map();
    this.bubbles = new Map();
    this.first = [];
    this.picked = null;
    this.lit = null;
    const empty = collection([]);
    const clusters = { cluster: true, clusterRadius: 34, clusterMaxZoom: 14 };
    map.addSource("pins", { type: "geojson", data: empty, ...clusters });
    for (const layer of layers(tokens())) map.addLayer(layer);
    map.setMissingStyleImageResolver((id) => tile(map, id, PICTURES));
    map.on("moveend", () => this.settle());
    map.on("click", (event) => this.#clicked(event));
    for (const layer of ["pin-dots", "pin-icons", "pin-clusters"]) this.#hover(layer);
  }

  /** For `draw`: the style with the pins that lie on it. */
  static kept(before, after) {
    const sources = { ...after.sources, pins: before.sources.pins };
    return { ...after, sources, layers: [...after.layers, ...layers(tokens())] };
  }

  /** For `draw`: the colors of the page have changed, so the icons are painted anew. */
  recolored() {
    for (const id of this.map.listImages()) this.map.removeImage(id);
    this.#fill();
  }

  #fill() {
    const drawn = [...this.pins.values()].filter(({ slug }) => !this.bubbles.has(slug));
    this.map.getSource("pins")?.setData(collection(drawn));
  }

  /** Show these pins; `first` are the slugs in the list, in its order. */
  show(pins, first) {
    this.pins = new Map(pins.map((pin) => [pin.slug, pin]));
    this.first = first;
    for (const marker of this.bubbles.values()) marker.remove();
    this.bubbles.clear();
    const offering = pins.filter(({ offer }) => offer).slice(0, MOST_BUBBLES);
    for (const pin of offering) this.bubbles.set(pin.slug, this.#bubble(pin));
    this.#fill();
    this.settle();
  }

  #bubble(pin) {
    const node = document.createElement("button");
    const picture = document.createElement("img");
    Object.assign(picture, { src: `${PICTURES}${pin.icon}.svg`, alt: "", width: 20, height: 20 });
    const price = document.createElement("span");
    price.textContent = pin.offer;
    node.append(picture, price);
    Object.assign(node, { type: "button", className: "pin", tabIndex: -1 });
    node.dataset.trade = pin.trade;
    node.dataset.slug = pin.slug;
    node.setAttribute("aria-hidden", "true");
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      this.on.pick(pin.slug);
    });
    node.addEventListener("pointerenter", () => this.on.hover(pin.slug));
    node.addEventListener("pointerleave", () => this.on.hover(null));
    const how = { element: node, anchor: "bottom", offset: [0, -6] };
    return new this.library.Marker(how).setLngLat(pin.at).addTo(this.map);
  }

  /** Give each bubble the size it has room for: the picked one first, then as the list has them. */
  settle() {
    const places = new Map(this.first.map((slug, place) => [slug, place]));
    const rank = (slug) => (slug === this.picked || slug === this.lit ? -1 : (places.get(slug) ?? 999));
    const wanted = [...this.bubbles].sort(([a], [b]) => rank(a) - rank(b));
    const sizes = room(
      wanted.map(([slug, marker]) => ({
        slug,
        spot: this.map.project(marker.getLngLat()),
        letters: this.pins.get(slug)?.offer.length ?? 0,
      })),
      this.map.getContainer(),
    );
    for (const [slug, marker] of wanted) {
      const node = marker.getElement();
      node.dataset.size = slug === this.picked || slug === this.lit ? "full" : sizes.get(slug);
      node.classList.toggle("pin-picked", slug === this.picked);
      node.classList.toggle("pin-lit", slug === this.lit);
    }
  }

  /** Stand out: `picked` stays, `lit` passes. A store that the map draws itself gets a bubble for as long. */
  mark({ picked = this.picked, lit = this.lit }) {
    const before = [this.picked, this.lit];
    [this.picked, this.lit] = [picked, lit];
    for (const slug of before) {
      const pin = slug && slug !== picked && slug !== lit && this.pins.get(slug);
      if (pin && !pin.offer) {
        this.bubbles.get(slug)?.remove();
        this.bubbles.delete(slug);
      }
    }
    for (const slug of [picked, lit]) {
      const pin = slug && this.pins.get(slug);
      if (pin && !this.bubbles.has(slug)) this.bubbles.set(slug, this.#bubble(pin));
    }
    this.settle();
  }

  #hover(layer) {
    this.map.on("mousemove", layer, ({ features: [one] }) => {
      this.map.getCanvas().style.cursor = "pointer";
      if (one.properties.slug) this.on.hover(one.properties.slug);
    });
    this.map.on("mouseleave", layer, () => {
      this.map.getCanvas().style.cursor = "";
      this.on.hover(null);
    });
  }

  async #clicked({ point: { x, y }, lngLat }) {
    const near = [[x - 9, y - 9], [x + 9, y + 9]];
    const known = ["pin-clusters", "pin-icons", "pin-dots"].filter((id) => this.map.getLayer(id));
    const [one] = this.map.queryRenderedFeatures(near, { layers: known });
    if (one?.properties.cluster_id === undefined) {
      this.on.pick(one?.properties.slug ?? null);
      return;
    }
    const zoom = await this.map.getSource("pins").getClusterExpansionZoom(one.properties.cluster_id);
    this.map.easeTo({ center: lngLat, zoom: zoom + 0.3 });
  }
}
