"""Derive the committed Helsinki listings from an OpenStreetMap extract.

    python -m linli.demo.derive_helsinki pois.csv linli/demo/data/helsinki/listings.csv --extract area.osm.pbf

Input is a table of points of interest made from OpenStreetMap. That table knows `amenity` and `shop`, but
not `tourism`, `leisure`, `craft`, the postcode or the city; `--extract` reads those from the extract it was
made from (it needs the `osmium` package: `uv run --with osmium …`). Without it there are no hotels.

This is run by hand when the data is refreshed. The product reads only the file it writes.
© OpenStreetMap contributors, ODbL 1.0: see `linli/demo/data/helsinki/LICENSE-ODbL.md`.
"""

import argparse
import csv
import importlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import phonenumbers
from opening_hours import validate

from linli.modules import listings

Tags = dict[str, str]
Row = dict[str, str]

COLUMNS = [
    "source",
    "name",
    "name_fi",
    "name_sv",
    "name_en",
    "trade",
    "osm_kind",
    "street",
    "housenumber",
    "postcode",
    "city",
    "lat",
    "lon",
    "opening_hours",
    "phone",
    "website",
    "cuisine",
    "wheelchair",
    "level",
]

LOST_KEYS = ("tourism", "leisure", "craft", "office", "addr:postcode", "addr:city")

EARTH_RADIUS_M = 6_371_000
SAME_PLACE_M = 30


def tags_of(row: Row) -> Tags:
    """The row's `tags` column plus its own columns, as one table; a broken column counts as empty."""
    try:
        loose = json.loads(row.get("tags") or "{}")
    except ValueError:
        loose = {}
    tags = (
        {key: value for key, value in loose.items() if isinstance(value, str)}
        if isinstance(loose, dict)
        else {}
    )
    tags.update({key: value.strip() for key, value in row.items() if key != "tags" and value})
    return tags


def clean_hours(text: str) -> str:
    """The text if it is a valid opening-hours expression, else nothing: a wrong sign is worse than none."""
    return text if validate(text) else ""


def clean_phone(text: str) -> str:
    """The first valid number in E.164, else nothing."""
    for part in text.replace(",", ";").split(";"):
        try:
            number = phonenumbers.parse(part, "FI")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


def clean_website(text: str) -> str:
    first = text.split(";")[0].strip()
    return first if first.startswith(("http://", "https://")) and " " not in first else ""


def clean_city(text: str) -> str:
    """The whole extract lies within Helsinki; a few rows have a house number where the city should be."""
    return text if text.isalpha() else "Helsinki"


def listing(tags: Tags) -> Row | None:
    """One line of the result, or None where the place has no name or does not serve visitors."""
    found = listings.trade_of(tags)
    if found is None or not tags.get("name"):
        return None
    trade, kind = found
    return {
        "source": f"osm:{tags['osm_type']}/{tags['id']}",
        "name": tags["name"],
        **{f"name_{lang}": tags.get(f"name:{lang}", "") for lang in ("fi", "sv", "en")},
        "trade": trade,
        "osm_kind": kind,
        "street": tags.get("addr:street", ""),
        "housenumber": tags.get("addr:housenumber", ""),
        "postcode": tags.get("addr:postcode", ""),
        "city": clean_city(tags.get("addr:city", "")),
        "lat": f"{float(tags['lat']):.7f}",
        "lon": f"{float(tags['lon']):.7f}",
        "opening_hours": clean_hours(tags.get("opening_hours", "")),
        "phone": clean_phone(tags.get("phone") or tags.get("contact:phone", "")),
        "website": clean_website(tags.get("website") or tags.get("contact:website", "")),
        **{key: tags.get(key, "") for key in ("cuisine", "wheelchair", "level")},
    }


def meters_between(a: Row, b: Row) -> float:
    """Flat-earth distance: exact enough within one neighborhood."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(row[key])) for row in (a, b) for key in ("lat", "lon"))
    return EARTH_RADIUS_M * math.hypot(lat_a - lat_b, (lon_a - lon_b) * math.cos(lat_a))


def without_twins(rows: Iterable[Row]) -> list[Row]:
    """Of places with the same name within 30 m, the one that is described best."""
    kept: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: -sum(map(bool, row.values()))):
        namesakes = kept.setdefault(row["name"].casefold(), [])
        if all(meters_between(row, other) > SAME_PLACE_M for other in namesakes):
            namesakes.append(row)
    return [row for namesakes in kept.values() for row in namesakes]


def lost_tags(extract: Path) -> dict[tuple[str, str], Tags]:
    """The tags the table dropped, by (type, id)."""
    osmium = importlib.import_module("osmium")
    letters = {"n": "node", "w": "way", "r": "relation"}
    return {
        (letters[thing.type_str()], str(thing.id)): {tag.k: tag.v for tag in thing.tags if tag.k in LOST_KEYS}
        for thing in osmium.FileProcessor(str(extract))
    }


def read_places(table: Path, extra: dict[tuple[str, str], Tags]) -> Iterator[Tags]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tags = tags_of(row)
            if tags.get("lat") and tags.get("lon"):
                yield extra.get((tags["osm_type"], tags["id"]), {}) | tags


def main() -> None:
    parser = argparse.ArgumentParser(description="Derive the Helsinki demo listings from OpenStreetMap.")
    parser.add_argument("table", type=Path, help="points of interest as CSV")
    parser.add_argument("listings", type=Path, help="where to write the listings")
    parser.add_argument("--extract", type=Path, help="the OpenStreetMap extract the table was made from")
    args = parser.parse_args()

    extra = lost_tags(args.extract) if args.extract else {}
    found = filter(None, map(listing, read_places(args.table, extra)))
    rows = sorted(without_twins(found), key=lambda row: (row["trade"], row["name"].casefold(), row["source"]))
    with args.listings.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    counts = Counter(row["trade"] for row in rows)
    sys.stdout.write("".join(f"{trade:12}{count:5}\n" for trade, count in counts.most_common()))
    sys.stdout.write(f"{'all':12}{len(rows):5}\n")


if __name__ == "__main__":
    main()
