"""Draw the demo's schematic of Hefang Street: a plan drawn by hand becomes the same file as a surveyed map.

    make schematic

reads `linli/demo/data/hangzhou_plan.toml` and writes `linli/web/shared/static/maps/hangzhou.json`. Shores are
rounded, and houses are set into the blocks between the streets, small in the old quarter and larger outside:
they show where a street has an edge, not what stands there. It needs `shapely`, which the product does not.
"""

import argparse
import importlib
import math
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from linli.demo.basemap_file import Feature, flattened, write
from linli.demo.derive_basemap import projection

geometry = importlib.import_module("shapely.geometry")
ops = importlib.import_module("shapely.ops")
affinity = importlib.import_module("shapely.affinity")

Plan = dict[str, Any]
# Meters from a street's middle to the houses, for each class.
HALF = {"main": 15, "street": 8.5, "walk": 6.5, "service": 4.5, "path": 2}
OLD_QUARTER_M = 330
OLD_HOUSE, NEW_HOUSE = (22.0, 16.0), (58.0, 36.0)
SMALLEST_HOUSE_M2 = 60
SEED = 130


def rounded(points: list[Any], *, closed: bool, times: int = 3) -> list[Any]:
    """A bend for every corner (Chaikin's way); an open line keeps its ends."""
    for _ in range(times):
        pairs = list(zip(points, points[1:] + points[:1] if closed else points[1:], strict=False))
        cut = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairs
            for share in (0.25, 0.75)
        ]
        points = cut if closed else [points[0], *cut[1:-1], points[-1]]
    return points


class Drawing:
    """The plan in meters from its south-west corner."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.bounds: tuple[float, float, float, float] = tuple(plan["bounds"])
        west, south, east, north = self.bounds
        self.to_m, self.from_m = projection(west, south)
        self.edge = geometry.box(0, 0, *self.to_m(east, north))
        self.random = Random(SEED)  # noqa: S311 (a drawing, not a secret)

    def area(self, one: Plan) -> Any:
        corners = [self.to_m(*point) for point in one["shore"]]
        bent = corners if one.get("straight") else rounded(corners, closed=True)
        return geometry.Polygon(bent).intersection(self.edge).simplify(0.4)

    def line(self, one: Plan) -> Any:
        bent = rounded([self.to_m(*point) for point in one["line"]], closed=False, times=2)
        return geometry.LineString(bent).intersection(self.edge).simplify(0.3)

    def degrees(self, shape: Any) -> Any:
        """GeoJSON's coordinates of a shape."""
        return [
            [[self.from_m(*xy) for xy in part.coords] for part in (one.exterior, *one.interiors)]
            if one.geom_type == "Polygon"
            else [self.from_m(*xy) for xy in one.coords]
            for one in flattened(shape)
        ]

    def features(self) -> Iterator[Feature]:
        """Everything, what lies below first."""
        canals = [self.line(one).buffer(one["width"] / 2, cap_style="flat") for one in self.plan["canal"]]
        water = ops.unary_union([self.area(one) for one in self.plan["water"]] + canals).intersection(
            self.edge
        )
        greens = [(one["class"], self.area(one).difference(water)) for one in self.plan["green"]]
        squares = [self.area(one) for one in self.plan["square"]]
        roads = [(one, self.line(one)) for one in self.plan["road"]]
        yield Feature("water", "", "", "", "MultiPolygon", self.degrees(water))
        for klass, shape in greens:
            yield Feature("green", klass, "", "", "MultiPolygon", self.degrees(shape))
        yield Feature("square", "", "", "", "MultiPolygon", self.degrees(ops.unary_union(squares)))
        taken = [water.buffer(6), *(shape.buffer(3) for _, shape in greens), *squares]
        taken += [line.buffer(HALF[one["class"]]) for one, line in roads]
        for house in self.houses(self.edge.difference(ops.unary_union(taken))):
            yield Feature("building", "", "", "", "MultiPolygon", self.degrees(house))
        for one, line in roads:
            names = one.get("name", ""), one.get("name_en", "")
            yield Feature("road", one["class"], *names, "MultiLineString", self.degrees(line))
        yield from self.names()

    def houses(self, blocks: Any) -> Iterator[Any]:
        """Rows of houses in every block, turned as the block is."""
        walks = [self.line(one) for one in self.plan["road"] if one["class"] == "walk"]
        old = ops.unary_union(walks).buffer(OLD_QUARTER_M * 0.5)
        for block in flattened(blocks):
            wide, deep = OLD_HOUSE if old.contains(block.representative_point()) else NEW_HOUSE
            yield from self._rows(block.buffer(-1), wide, deep)

    def _rows(self, block: Any, wide: float, deep: float) -> Iterator[Any]:
        if block.is_empty:
            return
        angle, middle = _turn(block), block.centroid
        level = affinity.rotate(block, -angle, origin=middle)
        left, low, right, high = level.bounds
        y, row = low, 0
        while y < high:
            x, height = left - wide * self.random.random() * 0.5, deep * self.random.uniform(0.85, 1.25)
            while x < right:
                width = wide * self.random.uniform(0.6, 1.5)
                house = geometry.box(x + 0.8, y + 0.8, x + width - 0.8, y + height - 0.8).intersection(level)
                if self.random.random() > 0.12:
                    for part in flattened(affinity.rotate(house, angle, origin=middle)):
                        if part.geom_type == "Polygon" and part.area > SMALLEST_HOUSE_M2:
                            yield part.simplify(0.6)
                x += width
            row += 1
            # Every second row has a lane behind it.
            y += height + (3.5 if row % 2 == 0 else 0)

    def names(self) -> Iterator[Feature]:
        labels = {"water": "water", "green": "park", "square": "square"}
        for kind, klass in labels.items():
            for one in self.plan[kind]:
                if "name" in one:
                    yield Feature("name", klass, one["name"], one["name_en"], "Point", one["label"])
        for one in self.plan["name"]:
            yield Feature("name", one["class"], one["name"], one["name_en"], "Point", one["at"])


def _turn(block: Any) -> float:
    """How a block's longest side is turned, in degrees."""
    corners = list(block.minimum_rotated_rectangle.exterior.coords)
    sides = [(math.dist(a, b), a, b) for a, b in pairwise(corners)]
    _, a, b = max(sides)
    return float(math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("plan", type=Path, help="the plan, as TOML")
    parser.add_argument("target", type=Path, help="the file to write")
    asked = parser.parse_args()
    drawing = Drawing(tomllib.loads(asked.plan.read_text("utf-8")))
    counts = write(asked.target, drawing.features(), drawing.bounds, schematic=True)
    sys.stdout.write("".join(f"{kind:12}{count:6}\n" for kind, count in counts.items()))
    sys.stdout.write(f"{asked.target.stat().st_size:18,} bytes\n")


if __name__ == "__main__":
    main()
