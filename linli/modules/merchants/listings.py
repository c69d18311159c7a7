"""What a listing must be before it is written."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from linli.kernel import texts
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.merchants.model import ATTRIBUTES, Listed, Store, StoreProfile

_KIND = re.compile(r"[a-z0-9][a-z0-9_]{1,39}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)


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
NOBODY = UUID(int=0)
LONGEST_BRAND, MOST_NAMES, MOST_KINDS = 80, 20, 12


# Texts of several lines; all others stand on one.
_ABOUT = frozenset({"about_zh", "about_en"})


def check_store(store: Store) -> Store:
    """The store with its texts tidied.

    Refuses: invalid (field: slug, the texts in the order above, brand, names, attributes, kinds, trade,
     lat, lon, price_level, hours).
    """
    if _SLUG.fullmatch(store.slug) is None:
        raise INVALID(field="slug")
    tidied = _tidied(store)
    faults = {
        "brand": max(len(store.brand), len(store.branch)) > LONGEST_BRAND,
        "names": not _are_names(store.names),
        "attributes": not _are_attributes(store.attributes),
        "kinds": not are_kinds(store.kinds),
        "trade": store.trade not in markets.TRADES,
        "lat": not -90 <= store.lat <= 90,
        "lon": not -180 <= store.lon <= 180,
        "price_level": not 0 <= store.price_level <= 4,
        "hours": store.hours != "" and not markets.valid_expression(store.hours),
    }
    for field, wrong in faults.items():
        if wrong:
            raise INVALID(field=field)
    return msgspec.structs.replace(store, **tidied)


def check_profile(profile: StoreProfile) -> StoreProfile:
    """The profile with its texts tidied.

    Refuses: invalid (field): a text that is too long or hides something, no name, no web address, a price
    level beyond 0 to 4, an attribute nobody knows.
    """
    tidied = _tidied(profile)
    if not _is_website(tidied["website"]):
        raise INVALID(field="website")
    if not 0 <= profile.price_level <= 4:
        raise INVALID(field="price_level")
    if not _are_attributes(profile.attributes):
        raise INVALID(field="attributes")
    return msgspec.structs.replace(profile, **tidied)


def listing_of(store: Store) -> Listed:
    """What of a store a source could have said."""
    return Listed(**{name: getattr(store, name) for name in Listed.__struct_fields__})


def check_listed(said: Listed) -> Listed:
    """What a source says, fit to be written. Refuses: invalid (field)."""
    if said.lat is None or said.lon is None:
        raise INVALID(field="lat")
    known = {name: getattr(said, name) for name in Listed.__struct_fields__}
    ready = check_store(Store(store_id=NOBODY, slug="x", **known))
    return listing_of(ready)


def _are_names(names: tuple[str, ...]) -> bool:
    return len(names) <= MOST_NAMES and all(
        0 < len(one) <= LONGEST["name"] and "\n" not in one for one in names
    )


def _are_attributes(names: tuple[str, ...]) -> bool:
    return len(set(names)) == len(names) and all(one in ATTRIBUTES for one in names)


def are_kinds(kinds: tuple[str, ...]) -> bool:
    """Whether these are words of a source for what a store is: small letters, digits and underscores."""
    return len(set(kinds)) == len(kinds) <= MOST_KINDS and all(_KIND.fullmatch(one) for one in kinds)


def _tidied(said: Store | StoreProfile) -> dict[str, str]:
    """Refuses: invalid (field)."""
    tidied = {}
    for field, longest in LONGEST.items():
        read = texts.lines if field in _ABOUT else texts.line
        tidied[field] = read(getattr(said, field), field, longest, shortest=field == "name")
    return tidied


def _is_website(text: str) -> bool:
    """Nothing, or an address that a browser opens."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text)


def ready_listings(found: Iterable[Store]) -> list[Store]:
    """A batch made ready to write: each store once (the last of equals), hours that nobody can read left out,
    texts scrubbed of what hides in them and cut where they are too long.

    Refuses: invalid (of any store; field slug also where two stores of the batch want the same one).
    """
    by_id = {store.store_id: check_store(_readable(store)) for store in found}
    if len({store.slug for store in by_id.values()}) < len(by_id):
        raise INVALID(field="slug")
    return list(by_id.values())


def _readable(store: Store) -> Store:
    scrubbed = {field: texts.scrubbed(getattr(store, field))[:longest] for field, longest in LONGEST.items()}
    readable = store.hours == "" or markets.valid_expression(store.hours)
    return msgspec.structs.replace(store, **scrubbed, hours=store.hours if readable else "")
