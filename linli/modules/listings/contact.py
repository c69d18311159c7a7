"""Addresses, telephone numbers, web addresses and hours as a source writes them, in one form."""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from linli.modules import markets

Tags = dict[str, str]
ORDERS: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "addresses.toml").read_text("utf-8")
)
PARTS = {
    "street": ("addr:street", "addr:place", "street"),
    "number": ("addr:housenumber", "housenumber"),
    "postcode": ("addr:postcode", "postcode"),
    "district": ("addr:district", "addr:suburb", "district"),
    "city": ("addr:city", "city"),
    "province": ("addr:province", "addr:state", "province"),
}
LONGEST_HOURS = 2_000
LONGEST_WEBSITE = 200
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)


def first_of(tags: Tags, *keys: str) -> str:
    """What the first of these tags says that says anything."""
    return next((tags[key].strip() for key in keys if tags.get(key, "").strip()), "")


def address_of(tags: Tags, country: str) -> str:
    """One line in the country's order; what the source has as one line goes before its pieces."""
    for key in ("addr:full", "address"):
        if tags.get(key, "").strip():
            return tags[key].strip()
    order = ORDERS.get(country, ORDERS["default"])
    said = {name: first_of(tags, *keys) for name, keys in PARTS.items()}
    if not said["street"]:
        return ""
    if said["number"][-1:].isdigit():
        said["number"] += order.get("number_after", "")
    # A few rows have a house number where the city should be.
    said["city"] = said["city"] if not any(one.isdigit() for one in said["city"]) else ""
    pieces = [piece.format(**said).strip() for piece in order["line"]]
    return str(order["between"]).join(piece for piece in pieces if piece)


def phone_of(text: str, country: str) -> str | None:
    """The first valid number in E.164; None where there is one that nobody can dial."""
    if not text.strip():
        return ""
    for part in re.split(r"[;,]| / ", text):
        try:
            number = phonenumbers.parse(part, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def website_of(text: str) -> str | None:
    """The first address that a browser opens, with its scheme; None where there is none."""
    first = text.split(";")[0].strip()
    if not first:
        return ""
    if "://" not in first and _HOST.match(first):
        first = f"https://{first}"
    try:
        parts = urlsplit(first)
        host = parts.hostname
    except ValueError:
        return None
    fit = parts.scheme in ("http", "https") and host and " " not in first and len(first) <= LONGEST_WEBSITE
    return first if fit else None


def hours_of(text: str) -> str | None:
    """The opening hours expression; None where nobody can read it: a wrong sign is worse than none."""
    said = text.strip()
    return said if not said or (len(said) <= LONGEST_HOURS and markets.valid_expression(said)) else None
