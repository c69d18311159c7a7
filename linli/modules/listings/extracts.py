"""OpenStreetMap extracts (.osm.pbf), read as a stream: nodes, ways and relations that have a name."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.modules.listings.model import Thing

KEYS = ("amenity", "shop", "tourism", "leisure", "craft")
LETTERS = {"n": "node", "w": "way", "r": "relation"}
Center = tuple[float, float]


def things_of_extract(path: Path) -> Iterator[Thing]:
    """Every named thing that could be a place; a way and a relation lie in the middle of their points.

    Raises ValueError where the file is none, and ImportError without the extra `osm`.
    """
    osmium = importlib.import_module("osmium")
    try:
        yield from _things(osmium, path)
    except RuntimeError as error:
        raise ValueError(f"{path.name} is no OpenStreetMap extract that can be read: {error}") from error


def _things(osmium: Any, path: Path) -> Iterator[Thing]:
    wanted = _relations(osmium, path)
    needed = {ref for _, ways in wanted.values() for ref in ways}
    centers: dict[int, Center] = {}
    kinds = osmium.osm.NODE | osmium.osm.WAY
    # Most nodes are bends of ways; only those with a name come up to here.
    named = osmium.filter.KeyFilter("name").enable_for(osmium.osm.NODE)
    for thing in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(named):
        if thing.is_node():
            if _may_be_a_place(thing):
                yield _thing(thing, (thing.lat, thing.lon))
        elif thing.id in needed or _may_be_a_place(thing):
            center = _middle([(one.lat, one.lon) for one in thing.nodes if one.location.valid()])
            if center and thing.id in needed:
                centers[thing.id] = center
            if _may_be_a_place(thing):
                yield _thing(thing, center or (float("nan"), float("nan")))
    for relation, (tags, ways) in wanted.items():
        center = _middle([centers[ref] for ref in ways if ref in centers])
        yield Thing(f"relation/{relation}", tags, *(center or (float("nan"), float("nan"))))


def _relations(osmium: Any, path: Path) -> dict[int, tuple[dict[str, str], list[int]]]:
    """Relations that could be places, with the ways they are made of."""
    return {
        thing.id: (
            {tag.k: tag.v for tag in thing.tags},
            [one.ref for one in thing.members if one.type == "w"],
        )
        for thing in osmium.FileProcessor(str(path), osmium.osm.RELATION)
        if _may_be_a_place(thing)
    }


def _may_be_a_place(thing: Any) -> bool:
    return any(key in thing.tags for key in KEYS)


def _thing(thing: Any, center: Center) -> Thing:
    tags = {tag.k: tag.v for tag in thing.tags}
    return Thing(f"{LETTERS[thing.type_str()]}/{thing.id}", tags, *center)


def _middle(points: list[Center]) -> Center | None:
    """The middle of their bounds: a wall with many bends does not pull it to its side."""
    if not points:
        return None
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
