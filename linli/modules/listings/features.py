"""GeoJSON, read as a stream: a FeatureCollection, or one feature a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from linli.modules.listings.model import Thing

PIECE = 65_536
# A feature with a coastline in it is large; one that is larger than this is no feature.
LONGEST_FEATURE = 16_000_000
_DECODER = json.JSONDecoder()
NOWHERE = (float("nan"), float("nan"))


def things_of_features(path: Path) -> Iterator[Thing]:
    """Every feature, its properties as tags; its key is its `id`, or `@id` among its properties.

    Raises ValueError where the file is none.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, feature in enumerate(_features(file, path.name), 1):
                yield _thing(feature, number, path.name)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not UTF-8: {error}") from error


def _features(file: TextIO, name: str) -> Iterator[Any]:
    """One feature after the other, without holding more than one."""
    held = _past_the_opening(file, name)
    number = 0
    while True:
        held = held.lstrip(" \t\r\n,\x1e")
        if held.startswith("]"):
            return
        try:
            feature, end = _DECODER.raw_decode(held)
        except ValueError:
            more = file.read(PIECE)
            if not more and not held:
                return
            if not more or len(held) > LONGEST_FEATURE:
                raise ValueError(f"{name} breaks off or is no JSON after {number} features") from None
            held += more
            continue
        number += 1
        held = held[end:]
        yield feature


def _past_the_opening(file: TextIO, name: str) -> str:
    """What follows the bracket of `"features": [`; all of it where there is a feature a line."""
    held = file.read(PIECE)
    if '"FeatureCollection"' not in held:
        if '"Feature"' not in held:
            raise ValueError(f"{name} is no GeoJSON: it has no features")
        return held
    at = held.find('"features"')
    bracket = held.find("[", at)
    if at < 0 or bracket < 0:
        raise ValueError(f"{name} is no GeoJSON: its list of features does not begin in its first 64 kB")
    return held[bracket + 1 :]


def _thing(feature: Any, number: int, name: str) -> Thing:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise ValueError(f"{name}: feature {number} is none")
    properties = feature.get("properties")
    every = properties.items() if isinstance(properties, dict) else ()
    tags = {str(key): str(value) for key, value in every if isinstance(value, str | int | float)}
    key = str(feature.get("id") or tags.get("@id") or tags.get("id") or "")
    return Thing(key, tags, *_middle(feature.get("geometry")))


def _middle(geometry: Any) -> tuple[float, float]:
    """The middle of its bounds, or nowhere."""
    points = list(_points(geometry.get("coordinates"))) if isinstance(geometry, dict) else []
    if not points:
        return NOWHERE
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _points(found: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """Every pair of degrees in however many brackets."""
    if not isinstance(found, list) or depth > 5:
        return
    if len(found) >= 2 and all(isinstance(one, int | float) for one in found[:2]):
        yield float(found[0]), float(found[1])
        return
    for part in found:
        yield from _points(part, depth + 1)
