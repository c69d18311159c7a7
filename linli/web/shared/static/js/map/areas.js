// Areas over the map, each with its outline and its name; the one that is being drawn stands out.
import { FONT } from "./labels.js";
import { tokens } from "./style.js";

const METERS_PER_DEGREE = 111195;
const STEPS = 64;
const EMPTY = { type: "FeatureCollection", features: [] };

/** A circle as a ring of [lon, lat]. */
export function ring(lat, lon, meters) {
  const up = meters / METERS_PER_DEGREE;
  const across = up / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: STEPS }, (_, step) => {
    const turn = (2 * Math.PI * step) / STEPS;
    return [lon + across * Math.cos(turn), lat + up * Math.sin(turn)];
  });
}

function features({ name, ring: corners, lit = false }) {
  const properties = { name, lit };
  const points = corners.map((at) => ({
    type: "Feature",
    properties: { ...properties, corner: true },
    geometry: { type: "Point", coordinates: at },
  }));
  const shape = corners.length < 3
    ? { type: "LineString", coordinates: corners }
    : { type: "Polygon", coordinates: [[...corners, corners[0]]] };
  const whole = { type: "Feature", properties, geometry: shape };
  return [...(corners.length > 1 ? [whole] : []), ...(lit && corners.length < STEPS ? points : [])];
}

function layers() {
  const token = tokens();
  const color = ["case", ["get", "lit"], token("persimmon"), token("jade")];
  const source = "areas";
  const outline = ["!", ["has", "corner"]];
  return [
    {
      id: "areas-fill",
      type: "fill",
      source,
      filter: outline,
      paint: { "fill-color": color, "fill-opacity": 0.16 },
    },
    {
      id: "areas-line",
      type: "line",
      source,
      filter: outline,
      paint: { "line-color": color, "line-width": 2 },
    },
    {
      id: "areas-corners",
      type: "circle",
      source,
      filter: ["has", "corner"],
      paint: {
        "circle-radius": 5,
        "circle-color": color,
        "circle-stroke-color": token("map-pin-edge"),
        "circle-stroke-width": 2,
      },
    },
    {
      id: "areas-names",
      type: "symbol",
      source,
      filter: ["all", outline, ["==", ["geometry-type"], "Polygon"]],
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-max-width": 8 },
      paint: { "text-color": token("ink"), "text-halo-color": token("map-halo"), "text-halo-width": 1.6 },
    },
  ];
}

/** What lies on it stays when the map's style is made anew. */
export function kept(before, after) {
  const source = before?.sources?.areas;
  if (!source) return after;
  return { ...after, sources: { ...after.sources, areas: source }, layers: [...after.layers, ...layers()] };
}

export class Areas {
  constructor({ map }) {
    this.map = map;
    map.addSource("areas", { type: "geojson", data: EMPTY });
    for (const layer of layers()) map.addLayer(layer);
  }

  show(areas) {
    this.map.getSource("areas").setData({ ...EMPTY, features: areas.flatMap(features) });
  }

  /** Move so far away that all of it is seen. */
  fit(areas) {
    const spots = areas.flatMap(({ ring: corners }) => corners);
    if (!spots.length) return;
    const [lons, lats] = [spots.map(([lon]) => lon), spots.map(([, lat]) => lat)];
    const box = [[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]];
    this.map.fitBounds(box, { padding: 36, animate: false, maxZoom: 16 });
  }
}
