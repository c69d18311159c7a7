// One map in one frame: loads MapLibre only now, draws our style, follows the theme, and says kindly
// when it cannot.
import { styleOf } from "./style.js";

const VENDOR = new URL("../../vendor/maplibre/", import.meta.url).href;
// How far beyond its data the map can be pushed, as a share of its size.
const AROUND = 0.08;

function numbers(text) {
  return text ? text.split(",").map(Number) : null;
}

export function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

/** Say in the frame why there is no map; the list beside it has everything. */
export function excuse(frame) {
  frame.dataset.state = "failed";
  frame.querySelector("[data-map-excuse]").hidden = false;
}

function dress(address) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  document.head.append(sheet);
  return new Promise((done, fail) => {
    sheet.onload = done;
    sheet.onerror = () => fail(new Error(`no stylesheet at ${address}`));
  });
}

function around([west, south, east, north]) {
  const [x, y] = [(east - west) * AROUND, (north - south) * AROUND];
  return [[west - x, south - y], [east + x, north + y]];
}

function followTheme(map, wanted, over) {
  const again = () => {
    map.setStyle(styleOf(wanted), { diff: true, transformStyle: over.kept });
    over.recolored?.();
  };
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

/** The map of a [data-map] frame, or null. `over` keeps what lies on it when the theme changes:
    `kept(before, after)` gives the style with it, `recolored()` is called afterwards. */
export async function draw(frame, camera, over = {}) {
  if (!canDraw()) {
    excuse(frame);
    return null;
  }
  const { map: basemap, bounds, label } = frame.dataset;
  const wanted = { basemap, bounds: numbers(bounds), language: document.documentElement.lang.slice(0, 2) };
  try {
    const dressed = dress(`${VENDOR}maplibre-gl.css`);
    const library = await import(`${VENDOR}maplibre-gl.mjs`);
    await dressed;
    library.setWorkerUrl(`${VENDOR}maplibre-gl-worker.mjs`);
    const map = new library.Map({
      container: frame.querySelector("[data-map-canvas]"),
      style: styleOf(wanted),
      maxBounds: around(wanted.bounds),
      minZoom: 12.5,
      maxZoom: 19,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
      locale: { "Map.Title": label },
      ...camera,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    await new Promise((done, fail) => map.once("style.load", done).once("error", ({ error }) => fail(error)));
    followTheme(map, wanted, over);
    frame.dataset.state = "drawn";
    return { map, library };
  } catch (error) {
    console.warn("The map cannot be drawn:", error);
    excuse(frame);
    return null;
  }
}

/** [data-map-zoom="1"|"-1"] in the frame. */
export function bindZoom(frame, map) {
  frame.addEventListener("click", (event) => {
    const step = event.target.closest("[data-map-zoom]")?.dataset.mapZoom;
    const by = { originalEvent: event };
    if (step) map.easeTo({ zoom: map.getZoom() + Number(step), duration: 200 }, by);
  });
}
