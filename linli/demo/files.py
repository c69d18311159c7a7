"""The demo's data files, read as records."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from linli.modules import gazetteer
from linli.modules.catalog import UseRules
from linli.modules.items import NO_DETAILS, Details

DATA = Path(__file__).parent / "data"


class StaffLine(msgspec.Struct, frozen=True):
    name: str
    role: str


class MenuLine(msgspec.Struct, frozen=True):
    """One article; `kind` where it is not what its trade suggests, `details` as `items.Details` has them."""

    section: str
    name: str
    price: str
    section_en: str = ""
    name_en: str = ""
    icon: str = ""
    note: str = ""
    note_en: str = ""
    kind: str = ""
    gtin: str = ""
    details: Details = NO_DETAILS


class ContentLine(msgspec.Struct, frozen=True):
    name: str
    qty: int
    price: str
    name_en: str = ""


class DealLine(msgspec.Struct, frozen=True):
    key: str
    title: str
    contents: list[ContentLine]
    price: str
    list_price: str
    stock: int
    per_person: int
    valid_days: int
    usable: str
    icon: str
    title_en: str = ""
    rules_zh: list[str] = []
    rules_en: list[str] = []
    also_at: list[str] = []
    use: UseRules = UseRules()


class ReviewLine(msgspec.Struct, frozen=True):
    by: str
    quality: int
    place: int
    service: int
    text: str
    days_ago: int
    deal: str
    reply: str = ""


class StoreLine(msgspec.Struct, frozen=True):
    """One `[[store]]` of a market's TOML files; a branch of the store whose key is `branch_of`."""

    key: str
    name: str
    trade: str
    address: str
    lat: float
    lon: float
    hours: str
    name_en: str = ""
    tagline: str = ""
    tagline_en: str = ""
    about_zh: str = ""
    about_en: str = ""
    address_en: str = ""
    phone: str = ""
    price_level: int = 0
    things: list[str] = []
    staff: list[StaffLine] = []
    menu: list[MenuLine] = []
    deal: list[DealLine] = []
    review: list[ReviewLine] = []
    branch_of: str = ""


class ListingLine(msgspec.Struct, frozen=True):
    """One real place of the open map."""

    source: str
    name: str
    trade: str
    street: str
    housenumber: str
    lat: float
    lon: float
    opening_hours: str = ""
    phone: str = ""
    website: str = ""
    name_en: str = ""
    osm_kind: str = ""
    cuisine: str = ""


def store_lines(market: str) -> list[StoreLine]:
    """Every invented shop of a market."""
    found: list[StoreLine] = []
    for path in sorted((DATA / market).glob("*.toml")):
        rows = tomllib.loads(path.read_text("utf-8"))["store"]
        found.extend(msgspec.convert(rows, list[StoreLine]))
    return found


def listing_lines(market: str) -> Iterator[ListingLine]:
    """Every real place of a market; none where there is no list."""
    path = DATA / market / "listings.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield msgspec.convert(row, ListingLine, strict=False)


def place_lines(market: str) -> list[gazetteer.Entry]:
    """The named places of a market."""
    with (DATA / market / "places.csv").open(encoding="utf-8", newline="") as rows:
        every = [
            row | {"names": tuple(filter(None, row["names"].split("|")))} for row in csv.DictReader(rows)
        ]
    return [msgspec.convert(row, gazetteer.Entry, strict=False) for row in every]
