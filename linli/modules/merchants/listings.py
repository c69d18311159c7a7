"""What a listing must be before it is written."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.merchants.model import Store, StoreProfile

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)


def check_store(store: Store) -> None:
    """Refuses: invalid (field: slug, name, trade, lat, lon, price_level, hours - in this order)."""
    faults = {
        "slug": _SLUG.fullmatch(store.slug) is None,
        "name": not store.name.strip(),
        "trade": store.trade not in markets.TRADES,
        "lat": not -90 <= store.lat <= 90,
        "lon": not -180 <= store.lon <= 180,
        "price_level": not 0 <= store.price_level <= 4,
        "hours": store.hours != "" and not markets.valid_expression(store.hours),
    }
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)


# The longest that each part of a profile may be, in characters.
LONGEST = {
    "name": 80,
    "name_en": 80,
    "tagline_zh": 120,
    "tagline_en": 120,
    "about_zh": 2000,
    "about_en": 2000,
    "address": 200,
    "address_en": 200,
    "phone": 40,
    "website": 200,
}


def check_profile(profile: StoreProfile) -> StoreProfile:
    """The profile without spaces around its texts.

    Refuses: invalid (field): a text that is too long, no name, no web address, a price level beyond 0 to 4.
    """
    texts = {field: getattr(profile, field).strip() for field in LONGEST}
    faults = {field: len(text) > LONGEST[field] for field, text in texts.items()}
    faults["name"] |= not texts["name"]
    faults["website"] |= not _is_website(texts["website"])
    faults["price_level"] = not 0 <= profile.price_level <= 4
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)
    return msgspec.structs.replace(profile, **texts)


def _is_website(text: str) -> bool:
    """Nothing, or an address that a browser opens."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text)


def ready_listings(found: Iterable[Store]) -> list[Store]:
    """A batch made ready to write: each store once (the last of equals), hours that nobody can read left out.

    Refuses: invalid (of any store; field slug also where two stores of the batch want the same one).
    """
    by_id = {store.store_id: _with_readable_hours(store) for store in found}
    for store in by_id.values():
        check_store(store)
    if len({store.slug for store in by_id.values()}) < len(by_id):
        raise INVALID(field="slug")
    return list(by_id.values())


def _with_readable_hours(store: Store) -> Store:
    readable = store.hours == "" or markets.valid_expression(store.hours)
    return store if readable else msgspec.structs.replace(store, hours="")
