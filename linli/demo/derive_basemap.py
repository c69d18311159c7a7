"""Derive a market's basemap from an OpenStreetMap extract: one small GeoJSON file that the browser draws.

    make basemap EXTRACT=area.osm.pbf MARKET=helsinki

writes `linli/web/shared/static/maps/<market>.json`: water, greens, squares, buildings, rails, streets and
the names that help to find one's way, cut to the extract's own edge, simplified by half a meter at most and
rounded to 0.1 m. Lines that carry on in each other are joined. It needs `osmium` and `shapely`, which the
product does not.

This is run by hand when the data is refreshed. What it writes stays under the ODbL 1.0: see
`linli/web/shared/static/maps/LICENSE-ODbL.md`. © OpenStreetMap contributors.
"""

import argparse
import importlib
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from linli.demo.basemap_file import Feature, flattened, write

osmium = importlib.import_module("osmium")
geometry = importlib.import_module("shapely.geometry")
ops = importlib.import_module("shapely.ops")

Tags = dict[str, str]
Point = tuple[float, float]
# Meters: what a shape may be off, and how far a cut shore is drawn on to reach the edge.
BUILDING_M, LINE_M, AREA_M, REACH_M = 0.25, 0.4, 0.5, 250
SMALLEST_BUILDING_M2, SMALLEST_AREA_M2 = 12, 40

ROADS = {
    "main": "primary primary_link secondary secondary_link trunk trunk_link",
    "street": "tertiary tertiary_link residential unclassified living_street",
    "walk": "pedestrian",
    "service": "service",
    "path": "footway cycleway path steps track",
}
ROAD_OF = {value: kind for kind, values in ROADS.items() for value in values.split()}
# What would only draw a street a second time, or lies under or over everything.
LEFT_OUT = {
    "footway": {"sidewalk", "crossing", "link"},
    "cycleway": {"crossing"},
    "service": {"parking_aisle", "driveway"},
    "indoor": {"yes"},
    "tunnel": {"yes", "building_passage"},
}
QUARTERS = frozenset({"place=suburb", "place=neighbourhood", "place=quarter"})
GREENS = {
    ("leisure", "park"): "park",
    ("leisure", "garden"): "park",
    ("landuse", "grass"): "grass",
    ("natural", "scrub"): "wood",
    ("natural", "wood"): "wood",
    ("natural", "heath"): "grass",
    ("leisure", "playground"): "play",
    ("leisure", "pitch"): "play",
}


def area_of(tags: Tags) -> tuple[str, str] | None:
    """(kind, class) of an area that is drawn, or None."""
    if tags.get("building", "no") != "no":
        return "building", ""
    if tags.get("natural") in ("water", "wetland") or tags.get("landuse") in ("basin", "pond"):
        return "water", ""
    for (key, value), green in GREENS.items():
        if tags.get(key) == value:
            return "green", green
    if tags.get("highway") == "pedestrian" or tags.get("place") == "square":
        return "square", ""
    return ("pier", "") if tags.get("man_made") == "pier" else None


def line_of(tags: Tags) -> tuple[str, str] | None:
    """(kind, class) of a line that is drawn, or None."""
    if any(tags.get(key) in values for key, values in LEFT_OUT.items()) or tags.get("area") == "yes":
        return None
    if tags.get("railway") in ("rail", "tram"):
        return ("rail", "") if tags["railway"] == "rail" else ("tram", "")
    road = ROAD_OF.get(tags.get("highway", ""))
    return ("road", road) if road else None


class Map:
    """Collects what an extract shows, in meters from its south-west corner."""

    def __init__(self, extract: Path) -> None:
        self.extract = extract
        nodes = [(one.lon, one.lat) for one in osmium.FileProcessor(str(extract), osmium.osm.NODE)]
        lons, lats = [lon for lon, _ in nodes], [lat for _, lat in nodes]
        self.west, self.south, self.east, self.north = min(lons), min(lats), max(lons), max(lats)
        self.to_m, self.from_m = projection(self.west, self.south)
        self.edge = geometry.box(0, 0, *self.to_m(self.east, self.north))
        self.areas: list[tuple[str, str, Tags, Any]] = []
        self.lines: dict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
        self.coasts: list[Any] = []
        self.cut_lakes: list[Any] = []
        self.points: list[tuple[str, Tags, Point]] = []

    def read(self) -> None:
        """Go through the extract once, areas made of several ways included."""
        for thing in osmium.FileProcessor(str(self.extract)).with_locations().with_areas():
            tags = {tag.k: tag.v for tag in thing.tags}
            if thing.is_area():
                self._area(thing, tags)
            elif thing.is_way():
                self._way(thing, tags)
            elif thing.is_node():
                self._node(thing, tags)

    def _area(self, thing: Any, tags: Tags) -> None:
        kind = area_of(tags)
        if kind:
            rings = [
                (ring(outer, self.to_m), [ring(inner, self.to_m) for inner in thing.inner_rings(outer)])
                for outer in thing.outer_rings()
            ]
            shape = geometry.MultiPolygon([geometry.Polygon(*both) for both in rings])
            self.areas.append((*kind, tags, shape.buffer(0)))

    def _way(self, thing: Any, tags: Tags) -> None:
        runs = list(runs_of(thing, self.to_m))
        cut = sum(map(len, runs)) < len(thing.nodes)
        kind, area = line_of(tags), area_of(tags)
        drawn = [geometry.LineString(run) for run in runs if len(run) > 1]
        if tags.get("natural") == "coastline":
            self.coasts += drawn
        elif cut and area == ("water", ""):
            self.cut_lakes += drawn
        elif kind and not (area and thing.is_closed()):
            names = tags.get("name", ""), tags.get("name:en", "")
            self.lines[(*kind, *names)] += drawn
        elif area and cut and runs and len(runs[0]) > 2:
            # An area that the edge cuts through: what is inside, closed along the cut.
            self.areas.append((*area, tags, geometry.Polygon(max(runs, key=len)).buffer(0)))

    def _node(self, thing: Any, tags: Tags) -> None:
        place = tags.get("place", "")
        if f"place={place}" in QUARTERS:
            self.points.append(("quarter", tags, self.to_m(thing.lon, thing.lat)))
        elif tags.get("railway") == "station" and tags.get("name"):
            self.points.append(("station", tags, self.to_m(thing.lon, thing.lat)))


def projection(west: float, south: float) -> tuple[Callable[..., Point], Callable[..., Point]]:
    """Degrees to meters from a corner and back: flat, which is exact enough within a few kilometers."""
    cos = math.cos(math.radians(south))
    unit = 111_195.0

    def to_m(lon: float, lat: float) -> Point:
        return (lon - west) * unit * cos, (lat - south) * unit

    def from_m(x: float, y: float) -> Point:
        return west + x / (unit * cos), south + y / unit

    return to_m, from_m


def ring(nodes: Any, to_m: Callable[..., Point]) -> list[Point]:
    return [to_m(node.lon, node.lat) for node in nodes]


def runs_of(way: Any, to_m: Callable[..., Point]) -> Iterator[list[Point]]:
    """The parts of a way whose nodes the extract has; a closed way that starts inside is not cut there."""
    known = [to_m(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
    if way.is_closed() and None in known:
        start = known.index(None)
        known = known[start:-1] + known[: start + 1]
    run: list[Point] = []
    for point in [*known, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def reaching(line: Any) -> Any:
    """A cut shore, drawn on straight at both ends."""
    points = list(line.coords)
    for last, before in ((0, 1), (-1, -2)):
        (x, y), (px, py) = points[last], points[before]
        far = REACH_M / max(1e-9, math.hypot(x - px, y - py))
        end = (x + (x - px) * far, y + (y - py) * far)
        points.insert(0 if last == 0 else len(points), end)
    return geometry.LineString(points)


def water_of(found: Map) -> Any:
    """What lies right of a coast, as the open map draws them, and on the smaller side of a cut lake."""
    coasts = [reaching(shore) for shore in _joined(found.coasts)]
    lakes = [reaching(shore) for shore in _joined(found.cut_lakes)]
    sides = list(ops.polygonize(ops.unary_union([found.edge.boundary, *coasts])))
    wet = [side for shore in coasts for side in sides if side.contains(_right_of(shore))]
    for shore in lakes:
        sides = list(ops.polygonize(ops.unary_union([found.edge.boundary, shore])))
        wet.append(min(sides, key=lambda side: side.area))
    return ops.unary_union(wet)


def _joined(lines: list[Any]) -> list[Any]:
    return list(flattened(ops.linemerge(lines))) if lines else []


def _right_of(line: Any) -> Any:
    """A point half a meter to the right of a line's middle."""
    middle = len(line.coords) // 2
    (ax, ay), (bx, by) = line.coords[middle - 1], line.coords[middle]
    length = max(1e-9, math.hypot(bx - ax, by - ay)) * 2
    return geometry.Point((ax + bx) / 2 + (by - ay) / length, (ay + by) / 2 - (bx - ax) / length)


def features(found: Map) -> Iterator[Feature]:
    """Everything the map draws, what lies below first."""
    water = [shape for kind, _, _, shape in found.areas if kind == "water"]
    yield from _areas(found, "water", "", [water_of(found), *water])
    greens: dict[str, list[Any]] = defaultdict(list)
    for kind, klass, _, shape in found.areas:
        if kind in ("green", "square", "pier"):
            greens[f"{kind}.{klass}"].append(shape)
    for name in sorted(greens):
        kind, _, klass = name.partition(".")
        yield from _areas(found, kind, klass, greens[name])
    yield from _areas(
        found, "building", "", [shape for kind, _, _, shape in found.areas if kind == "building"]
    )
    for (kind, klass, name, english), lines in sorted(found.lines.items()):
        yield from _lines(found, kind, klass, (name, english), lines)
    yield from _names(found)


def _areas(found: Map, kind: str, klass: str, shapes: Iterable[Any]) -> Iterator[Feature]:
    """Areas of one kind as one shape; buildings stay apart, so that each keeps its outline."""
    building = kind == "building"
    smallest, off = (SMALLEST_BUILDING_M2, BUILDING_M) if building else (SMALLEST_AREA_M2, AREA_M)
    whole = [shape for shape in shapes if not shape.is_empty]
    for shape in whole if building else [ops.unary_union(whole)]:
        inside = shape.intersection(found.edge).simplify(off).buffer(0)
        kept = [part for part in getattr(inside, "geoms", [inside]) if part.area >= smallest]
        if kept:
            polygons = [
                [[found.from_m(*xy) for xy in one.coords] for one in (part.exterior, *part.interiors)]
                for part in kept
            ]
            yield Feature(kind, klass, "", "", "MultiPolygon", polygons)


def _lines(found: Map, kind: str, klass: str, names: tuple[str, str], lines: list[Any]) -> Iterator[Feature]:
    joined = ops.linemerge(lines) if len(lines) > 1 else geometry.MultiLineString(lines)
    inside = joined.intersection(found.edge).simplify(LINE_M)
    parts = [part for part in flattened(inside) if part.geom_type == "LineString" and part.length > 3]
    if parts:
        shape = [[found.from_m(*xy) for xy in part.coords] for part in parts]
        yield Feature(kind, klass, *names, "MultiLineString", shape)


def _names(found: Map) -> Iterator[Feature]:
    """Names of quarters, stations, waters, parks and squares, each once, where its shape is widest."""
    streets = {name for kind, _, name, _ in found.lines if kind == "road"}
    seen: set[tuple[str, str]] = {("square", street) for street in streets}
    for kind, klass, tags, shape in found.areas:
        label = {"water": "water", "square": "square"}.get(kind, "park" if klass == "park" else "")
        inside = shape.intersection(found.edge)
        if label and tags.get("name") and inside.area > 150:
            point = inside.representative_point()
            found.points.append((label, tags, (point.x, point.y)))
    for label, tags, at in found.points:
        if (label, tags["name"]) not in seen:
            seen.add((label, tags["name"]))
            english = tags.get("name:en", "")
            yield Feature("name", label, tags["name"], english, "Point", found.from_m(*at))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("extract", type=Path, help="an OpenStreetMap extract (.osm.pbf)")
    parser.add_argument("target", type=Path, help="the file to write")
    asked = parser.parse_args()
    found = Map(asked.extract)
    found.read()
    bounds = (found.west, found.south, found.east, found.north)
    counts = write(asked.target, features(found), bounds, schematic=False)
    sys.stdout.write("".join(f"{kind:12}{count:6}\n" for kind, count in counts.items()))
    sys.stdout.write(f"{asked.target.stat().st_size:18,} bytes\n")


if __name__ == "__main__":
    main()
