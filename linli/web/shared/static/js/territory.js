// [data-territories]: areas on a map (JSON in data-areas), and the one that the form [data-area-form] beside
// it describes. The form's fields are the truth: a click on the map writes into them.
import { Areas, kept, ring } from "./map/areas.js";
import { bindZoom, draw } from "./map/canvas.js";

const DIGITS = 5;
const FARTHEST = 11;

const page = document.querySelector("[data-territories]");
const frame = page?.querySelector("[data-map]");
const form = page?.querySelector("[data-area-form]");

const field = (name) => form.elements[name];
const shape = () => form.querySelector("[name=shape]:checked")?.value ?? "circle";
const written = ({ lng, lat }) => `${lat.toFixed(DIGITS)}, ${lng.toFixed(DIGITS)}`;

function fromLines(text) {
  return text
    .split("\n")
    .map((line) => line.split(",").map((part) => Number.parseFloat(part)))
    .filter((pair) => pair.length === 2 && pair.every(Number.isFinite))
    .map(([lat, lon]) => [lon, lat]);
}

function fromGeoJson(text) {
  try {
    const told = JSON.parse(text);
    const one = told.features?.[0] ?? told;
    const found = (one.geometry ?? one).coordinates?.[0] ?? [];
    return found.every((at) => at.length >= 2 && at.every(Number.isFinite)) ? found.slice(0, -1) : [];
  } catch {
    return [];
  }
}

function drawnRing() {
  if (shape() === "polygon") {
    const text = field("corners").value.trim();
    return text.startsWith("{") ? fromGeoJson(text) : fromLines(text);
  }
  const [lat, lon, meters] = ["lat", "lon", "meters"].map((name) => Number.parseFloat(field(name).value));
  return [lat, lon, meters].every(Number.isFinite) && meters > 0 ? ring(lat, lon, meters) : [];
}

function drawn() {
  return form ? [{ name: field("name").value, ring: drawnRing(), lit: true }] : [];
}

function place({ lngLat }) {
  if (shape() === "polygon") {
    const text = field("corners").value.trimEnd();
    const begun = text && !text.trimStart().startsWith("{") ? `${text}\n` : "";
    field("corners").value = begun + written(lngLat);
  } else {
    field("lat").value = lngLat.lat.toFixed(DIGITS);
    field("lon").value = lngLat.lng.toFixed(DIGITS);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function bind(map, again) {
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", place);
  form.addEventListener("input", again);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-area-back], [data-area-clear]");
    if (!button) return;
    const lines = field("corners").value.trimEnd().split("\n");
    field("corners").value = "areaBack" in button.dataset ? lines.slice(0, -1).join("\n") : "";
    again();
  });
}

async function open() {
  const [lat, lon] = frame.dataset.center.split(",").map(Number);
  const made = await draw(frame, { center: [lon, lat], zoom: 14, minZoom: FARTHEST }, { kept });
  if (!made) return;
  bindZoom(frame, made.map);
  const others = JSON.parse(page.dataset.areas);
  const areas = new Areas(made);
  const again = () => areas.show([...others, ...drawn()]);
  again();
  const mine = drawn().filter((one) => one.ring.length > 1);
  areas.fit(mine.length ? mine : others);
  if (form) bind(made.map, again);
}

if (frame) open();
