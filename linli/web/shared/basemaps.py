"""Basemaps: what lies under the pins of a market, as a file that the browser draws, and as a drawing of ours.

A market has a basemap when `static/maps/<slug>.json` is there; `linli/demo/basemap_file.py` says what is in
it. The drawing needs neither script nor WebGL: it is part of the page, in classes that follow the theme.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from math import cos, radians
from typing import Any

from markupsafe import Markup

from linli.web.shared.assets import find_static, static_tree
from linli.web.shared.writing import marked

METERS_PER_DEGREE = 111_195
# The drawing: its size in units, and the meters that its width shows.
WIDTH, HEIGHT, ACROSS_M = 720, 360, 420
# Drawn in this order, what lies below first.
AREAS = ("water", "green", "square", "pier", "building")
LINES = ("path", "service", "walk", "street", "main", "rail", "tram")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing of a basemap: its class in the drawing, its lines or rings, and the box around them."""

    name: str
    closed: bool
    parts: tuple[tuple[tuple[float, float], ...], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Basemap:
    """`bounds` are west, south, east, north; `schematic`: drawn by hand, not surveyed."""

    slug: str
    path: str
    schematic: bool
    bounds: Box
    shapes: tuple[Shape, ...] = field(repr=False)

    @property
    def url(self) -> str:
        return static_tree().url(self.path)

    def covers(self, lat: float, lon: float) -> bool:
        west, south, east, north = self.bounds
        return south <= lat <= north and west <= lon <= east


@cache
def basemap_of(slug: str) -> Basemap | None:
    """The basemap of a market; None where nobody has made one."""
    path = f"maps/{slug}.json"
    found = find_static(f"/static/{path}") if path in static_tree() else None
    if found is None:
        return None
    told = json.loads(found.body)
    shapes = tuple(shape for feature in told["features"] for shape in _shape(feature))
    return Basemap(slug, path, told["schematic"], tuple(told["bbox"]), shapes)


def _shape(feature: dict[str, Any]) -> Iterator[Shape]:
    kind, geometry = feature["properties"]["kind"], feature["geometry"]
    name = feature["properties"]["class"] if kind == "road" else kind
    coordinates, type_ = geometry["coordinates"], geometry["type"]
    closed = type_.endswith("Polygon")
    if type_ == "Point":
        return
    for one in coordinates if type_.startswith("Multi") else [coordinates]:
        parts = tuple(tuple((lon, lat) for lon, lat in line) for line in (one if closed else [one]))
        lons, lats = zip(*parts[0], strict=True)
        yield Shape(name, closed, parts, (min(lons), min(lats), max(lons), max(lats)))


@dataclass(frozen=True, slots=True)
class Drawing:
    """The surroundings of a spot as SVG paths, and where in them the spot is."""

    paths: Markup
    x: int
    y: int
    width: int = WIDTH
    height: int = HEIGHT


@lru_cache(maxsize=512)
def drawing(slug: str, lat: float, lon: float) -> Drawing | None:
    """The surroundings of a spot; None where the market's map does not show it.

    The spot is in the middle, or as near to it as the map's edge allows.
    """
    found = basemap_of(slug)
    if found is None or not found.covers(lat, lon):
        return None
    scale = WIDTH / ACROSS_M
    across, up = METERS_PER_DEGREE * cos(radians(lat)) * scale, METERS_PER_DEGREE * scale
    west, north = _corner(found.bounds, (lat, lon), (WIDTH / across, HEIGHT / up))
    view = (west, north - HEIGHT / up, west + WIDTH / across, north)
    seen: dict[str, list[str]] = {}
    for shape in found.shapes:
        if _touch(shape.box, view):
            for part in shape.parts:
                drawn = _path(part, (west, north), (across, up), closed=shape.closed)
                seen.setdefault(shape.name, []).append(drawn)
    paths = _paths(seen, _path_of(found.bounds, view, (across, up)))
    spot = round((lon - west) * across), round((north - lat) * up)
    return Drawing(marked(paths), *spot)


def _corner(bounds: Box, spot: tuple[float, float], size: tuple[float, float]) -> tuple[float, float]:
    """West and north of a view of this size (in degrees), pushed inside the bounds where it fits."""
    (lat, lon), (wide, high) = spot, size
    west, south, east, north = bounds
    left = min(max(lon - wide / 2, west), max(west, east - wide))
    top = max(min(lat + high / 2, north), min(north, south + high))
    return left, top


def _paths(seen: dict[str, list[str]], land: str) -> str:
    drawn = [f'<path class="drawn-{name}" d="{"".join(seen[name])}"/>' for name in AREAS if name in seen]
    for name in LINES:
        if name in seen:
            way = "".join(seen[name])
            edge = (
                f'<path class="drawn-edge drawn-edge-{name}" d="{way}"/>'
                if name in ("street", "main")
                else ""
            )
            drawn.append(f'{edge}<path class="drawn-line drawn-{name}" d="{way}"/>')
    return f'<path class="drawn-land" d="{land}"/>{"".join(drawn)}'


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path_of(bounds: Box, view: Box, scale: tuple[float, float]) -> str:
    west, south, east, north = bounds
    corners = ((west, south), (east, south), (east, north), (west, north))
    return _path(corners, (view[0], view[3]), scale, closed=True)


def _path(
    points: tuple[tuple[float, float], ...],
    corner: tuple[float, float],
    scale: tuple[float, float],
    *,
    closed: bool,
) -> str:
    """A line or ring in whole units, relative from point to point, which is what makes it short."""
    spots = [
        (round((lon - corner[0]) * scale[0]), round((corner[1] - lat) * scale[1])) for lon, lat in points
    ]
    steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(spots) if (x, y) != (px, py)]
    moves = " ".join(f"{x} {y}" for x, y in (steps[:-1] if closed else steps))
    return f"M{spots[0][0]} {spots[0][1]}l{moves}{'z' if closed else ''}" if moves else ""
