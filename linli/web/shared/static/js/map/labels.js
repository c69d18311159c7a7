// The names on the map: streets along their line, waters, parks, squares, quarters and stations where
// they lie.
const FONT = ["PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];

const SIGHTS = [
  // class, color token, size, weight, from zoom
  ["water", "map-water-label", 13, 14],
  ["park", "map-green-label", 11.5, 14.6],
  ["square", "map-label", 11, 15.4],
  ["sight", "map-label", 11, 15.4],
  ["station", "map-station-label", 11.5, 14.4],
  ["quarter", "map-quarter-label", 13, 13],
];

// English readers get the English name where there is one; everyone else the name on the street sign.
function name(language) {
  return language === "en" ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["get", "name"];
}

function halo(token) {
  return { "text-halo-color": token("map-halo"), "text-halo-width": 1.4, "text-halo-blur": 0.4 };
}

function streets(token, language) {
  return {
    id: "street-names",
    type: "symbol",
    source: "basemap",
    minzoom: 14.6,
    filter: ["all", ["==", ["get", "kind"], "road"], ["has", "name"], ["!=", ["get", "class"], "path"]],
    layout: {
      "symbol-placement": "line",
      "symbol-spacing": 320,
      "symbol-sort-key": ["match", ["get", "class"], "main", 1, "walk", 2, "street", 3, 4],
      "text-field": name(language),
      "text-font": FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], 14.6, 10, 17, 12.5, 19, 15],
      "text-letter-spacing": 0.02,
      "text-max-angle": 35,
      "text-padding": 4,
    },
    paint: { "text-color": token("map-label"), ...halo(token) },
  };
}

function sight(token, language, [klass, color, size, minzoom]) {
  return {
    id: `names-${klass}`,
    type: "symbol",
    source: "basemap",
    minzoom,
    filter: ["all", ["==", ["get", "kind"], "name"], ["==", ["get", "class"], klass]],
    layout: {
      "text-field": name(language),
      "text-font": FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], minzoom, size, 18, size + 2.5],
      "text-letter-spacing": klass === "quarter" ? 0.12 : 0.02,
      "text-max-width": 7,
      "text-padding": 6,
    },
    paint: { "text-color": token(color), ...halo(token) },
  };
}

export function labels(token, language) {
  return [streets(token, language), ...SIGHTS.map((one) => sight(token, language, one))];
}

export { FONT };
