"""Derive the committed table of Helsinki's named places from an OpenStreetMap extract.

    make places EXTRACT=area.osm.pbf MARKET=helsinki

Streets, districts, squares, stations, stops, parks and landmarks with their names in Finnish, Swedish,
English and Chinese. Ways of one name are one street; its position is the point on it that is nearest to its
middle. How important a place is says its kind, and whether encyclopedias know it.

This is run by hand when the data is refreshed. The product reads only the file it writes.
© OpenStreetMap contributors, ODbL 1.0: see `linli/demo/data/helsinki/LICENSE-ODbL.md`.
"""

import argparse
import csv
import importlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

osmium = importlib.import_module("osmium")
Tags = dict[str, str]
Point = tuple[float, float]
COLUMNS = ("key", "kind", "name", "name_en", "names", "lat", "lon", "reach_m", "importance")
LANGUAGES = ("name:fi", "name:sv", "name:zh-Hans", "name:zh", "alt_name", "short_name", "loc_name")
METERS_PER_DEGREE = 111_320
# Kind → the tags that make it; asked in this order.
KINDS = {
    "district": "place=suburb place=quarter place=neighbourhood",
    "square": "place=square",
    "station": "railway=station public_transport=station amenity=bus_station",
    "stop": "railway=tram_stop",
    "park": "leisure=park leisure=garden",
    "landmark": """
        tourism=museum tourism=attraction tourism=viewpoint
        historic=monument historic=memorial historic=castle historic=building
        amenity=theatre amenity=library amenity=university amenity=marketplace amenity=place_of_worship
        amenity=townhall building=church building=cathedral building=train_station railway=ferry_terminal
    """,
    "water": "natural=bay natural=water",
    "street": """
        highway=primary highway=secondary highway=tertiary highway=residential highway=unclassified
        highway=living_street highway=pedestrian highway=trunk highway=service
    """,
}
KIND_OF_TAG = {tag: kind for kind, tags in KINDS.items() for tag in tags.split()}
IMPORTANCE = {
    "station": 80,
    "district": 75,
    "square": 65,
    "landmark": 45,
    "park": 45,
    "street": 40,
    "water": 35,
    "stop": 30,
}
KNOWN_TO_ALL = 15
# A market is no place in itself; its railway station, of the same name, has another one.
THE_MARKET = "Helsinki"
REACH = {"district": 600, "station": 300, "square": 200, "park": 300, "water": 400}


def kind_of(tags: Tags) -> str | None:
    """The first in the order of the list; a memorial or a house of note only where encyclopedias know it."""
    made = {KIND_OF_TAG.get(f"{key}={value}") for key, value in tags.items()}
    kind = next((kind for kind in KINDS if kind in made), None)
    minor = kind == "landmark" and ("historic" in tags or "building" in tags)
    return None if minor and "wikidata" not in tags else kind


def meters(a: Point, b: Point) -> float:
    return METERS_PER_DEGREE * math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(a[0])))


def middle(points: Iterable[Point]) -> Point:
    every = list(points)
    return sum(lat for lat, _ in every) / len(every), sum(lon for _, lon in every) / len(every)


def points_of(thing: Any, of_way: dict[int, list[Point]]) -> list[Point]:
    """A node's position, a way's nodes, the ways of a relation as far as the extract has them."""
    if thing.is_node():
        return [(thing.lat, thing.lon)]
    if thing.is_way():
        return of_way.get(thing.id, [])
    members = (one for one in thing.members if one.type == "w")
    return [point for one in members for point in of_way.get(one.ref, [])]


def read(extract: Path) -> dict[tuple[str, str], list[tuple[Tags, list[Point]]]]:
    """(kind, name) → everything that has it."""
    of_way: dict[int, list[Point]] = {}
    found: dict[tuple[str, str], list[tuple[Tags, list[Point]]]] = defaultdict(list)
    for thing in osmium.FileProcessor(str(extract)).with_locations():
        if thing.is_way():
            of_way[thing.id] = [(one.lat, one.lon) for one in thing.nodes if one.location.valid()]
        tags = {tag.k: tag.v for tag in thing.tags}
        kind = kind_of(tags) if tags.get("name") else None
        points = points_of(thing, of_way) if kind else []
        if kind and points:
            name = tags["name:fi"] if tags["name"] == THE_MARKET else tags["name"]
            found[kind, name].append((tags, points))
    return found


def row(kind: str, name: str, parts: list[tuple[Tags, list[Point]]]) -> dict[str, object]:
    points = [point for _, every in parts for point in every]
    center = middle(points)
    here = min(points, key=lambda point: meters(point, center)) if kind == "street" else center
    spread = int(max(meters(here, point) for point in points))
    tags: Tags = {}
    for more, _ in parts:
        tags = more | tags
    english = tags.get("name:en", "")
    others = dict.fromkeys(one.strip() for key in LANGUAGES for one in tags.get(key, "").split(";"))
    others[english.removeprefix(f"{THE_MARKET} ")] = None
    names = [one for one in others if one and one not in (name, english)]
    famous = KNOWN_TO_ALL if kind != "stop" and any(tags.get(key) for key in ("wikidata", "wikipedia")) else 0
    return {
        "key": f"{kind}/{name}",
        "kind": kind,
        "name": name,
        "name_en": english,
        "names": "|".join(names),
        "lat": f"{here[0]:.6f}",
        "lon": f"{here[1]:.6f}",
        "reach_m": max(REACH.get(kind, 150), min(spread, 1500)),
        "importance": IMPORTANCE[kind] + famous,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Derive a demo market's named places from OpenStreetMap.")
    parser.add_argument("extract", type=Path, help="the OpenStreetMap extract")
    parser.add_argument("places", type=Path, help="where to write the table")
    args = parser.parse_args()
    rows = sorted(
        (row(kind, name, parts) for (kind, name), parts in read(args.extract).items()),
        key=lambda one: (str(one["kind"]), str(one["name"])),
    )
    with args.places.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    counts = Counter(str(one["kind"]) for one in rows)
    sys.stdout.write("".join(f"{kind:12}{count:5}\n" for kind, count in counts.most_common()))


if __name__ == "__main__":
    main()
