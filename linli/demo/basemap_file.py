"""What a basemap file is: GeoJSON with six decimals (0.1 m), one feature a line.

Each feature has a `kind` (water, green, square, pier, building, rail, tram, road, name), perhaps a `class`
within it, and a `name`, with `name_en` where English has its own. The collection says its `bbox`, and whether
it is `schematic`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map; `shape` are its GeoJSON coordinates, longitude first."""

    kind: str
    klass: str
    name: str
    name_en: str
    type: str
    shape: Any


def flattened(shape: Any) -> Iterator[Any]:
    """The simple shapes within a collection of any depth."""
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from flattened(part)
    elif not shape.is_empty:
        yield shape


def write(
    target: Path,
    features: Iterable[Feature],
    bounds: tuple[float, float, float, float],
    *,
    schematic: bool,
) -> Counter[str]:
    """Write the file; how many features of each kind it has."""
    counts: Counter[str] = Counter()
    lines = []
    for one in features:
        counts[one.kind] += 1
        lines.append(_compact(_feature(one)))
    head = {"type": "FeatureCollection", "schematic": schematic, "bbox": _outwards(bounds)}
    body = ",\n".join(lines)
    target.write_text(f'{_compact(head)[:-1]},"features":[\n{body}\n]}}\n', "utf-8")
    return counts


def _outwards(bounds: tuple[float, float, float, float]) -> list[float]:
    """The edges rounded so that what lies on them stays inside."""
    unit = 10**DECIMALS
    west, south, east, north = (edge * unit for edge in bounds)
    return [floor(west) / unit, floor(south) / unit, ceil(east) / unit, ceil(north) / unit]


def _feature(one: Feature) -> dict[str, Any]:
    told = {"kind": one.kind, "class": one.klass, "name": one.name, "name_en": one.name_en}
    if told["name_en"] == told["name"]:
        told["name_en"] = ""
    properties = {key: value for key, value in told.items() if value}
    shape, type_ = _rounded(one.shape), one.type
    if type_.startswith("Multi") and len(shape) == 1:
        shape, type_ = shape[0], type_.removeprefix("Multi")
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": type_, "coordinates": shape},
    }


def _rounded(value: Any) -> Any:
    """Numbers to the last decimal that is kept; of points that fall together one stays."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    parts = [_rounded(part) for part in value]
    if parts and isinstance(parts[0], list):
        parts = [part for number, part in enumerate(parts) if number == 0 or part != parts[number - 1]]
    return parts


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
