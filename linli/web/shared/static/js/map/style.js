// Our own map style, made from the design tokens of the page (css/map-tokens.css), so that it follows
// the theme. No glyph server: without a `glyphs` address MapLibre draws letters with the fonts of the
// reader's own machine.
import { labels } from "./labels.js";

const GREENS = { wood: "wood", park: "green", grass: "green", play: "play" };
// Widths in pixels at zoom 13, 15, 17 and 19.
const ROADS = {
  service: [0.4, 1.6, 6, 18],
  walk: [0.8, 3, 11, 36],
  street: [1, 4, 13, 44],
  main: [2, 6, 18, 58],
};

export function tokens() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function widths(stops, more = 0) {
  const [a, b, c, d] = stops.map((width) => width + more);
  return ["interpolate", ["exponential", 1.6], ["zoom"], 13, a, 15, b, 17, c, 19, d];
}

function area(id, kind, color, more = {}) {
  return {
    id,
    type: "fill",
    source: "basemap",
    filter: ["==", ["get", "kind"], kind],
    paint: { "fill-color": color, ...more },
  };
}

function line(id, klass, paint, more = {}) {
  const filter = ["all", ["==", ["get", "kind"], "road"], ["==", ["get", "class"], klass]];
  const layout = { "line-cap": "round", "line-join": "round" };
  return { id, type: "line", source: "basemap", filter, layout, paint, ...more };
}

function ground(token) {
  const wooded = Object.entries(GREENS).flatMap(([klass, name]) => [klass, token(`map-${name}`)]);
  return [
    { id: "beyond", type: "background", paint: { "background-color": token("map-beyond") } },
    { id: "land", type: "fill", source: "edge", paint: { "fill-color": token("map-land") } },
    area("green", "green", ["match", ["get", "class"], ...wooded, token("map-green")]),
    area("square", "square", token("map-square")),
    area("water", "water", token("map-water"), { "fill-outline-color": token("map-shore") }),
    area("pier", "pier", token("map-land")),
    {
      ...area("building", "building", token("map-building")),
      minzoom: 14,
      paint: {
        "fill-color": token("map-building"),
        "fill-outline-color": token("map-building-edge"),
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], 14, 0, 14.8, 1],
      },
    },
  ];
}

function ways(token) {
  const edged = ["street", "walk", "main"];
  const path = { "line-color": token("map-path"), "line-width": widths([0.4, 0.8, 1.8, 4]) };
  return [
    line("path", "path", { ...path, "line-dasharray": [2, 1.6] }, { minzoom: 15.3 }),
    line("service", "service", { "line-color": token("map-road"), "line-width": widths(ROADS.service) }),
    ...edged.map((klass) =>
      line(`${klass}-edge`, klass, {
        "line-color": token(klass === "main" ? "map-main-edge" : "map-road-edge"),
        "line-width": widths(ROADS[klass], 1.6),
      }),
    ),
    ...edged.map((klass) =>
      line(klass, klass, {
        "line-color": token(klass === "street" ? "map-road" : `map-${klass}`),
        "line-width": widths(ROADS[klass]),
      }),
    ),
    ...["rail", "tram"].map((kind) => ({
      id: kind,
      type: "line",
      source: "basemap",
      filter: ["==", ["get", "kind"], kind],
      paint: { "line-color": token("map-rail"), "line-width": widths([0.5, 0.9, 1.4, 2]) },
    })),
  ];
}

// The map ends where its data does: softly, as paper does at the edge of a drawing.
function edges(token) {
  return [[90, 80], [26, 18]].map(([width, blur]) => ({
    id: `edge-${width}`,
    type: "line",
    source: "edge",
    paint: { "line-color": token("map-beyond"), "line-width": width, "line-blur": blur },
  }));
}

export function styleOf({ basemap, bounds, language }) {
  const token = tokens();
  const [west, south, east, north] = bounds;
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  const frame = { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
  return {
    version: 8,
    sources: {
      basemap: { type: "geojson", data: basemap, tolerance: 0.2, buffer: 32, maxzoom: 17 },
      edge: { type: "geojson", data: frame, maxzoom: 14 },
    },
    layers: [...ground(token), ...ways(token), ...labels(token, language), ...edges(token)],
  };
}
