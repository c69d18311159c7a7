"""Whether a place that a source names is one that is there already."""

import math
import re
import unicodedata
from difflib import SequenceMatcher
from urllib.parse import urlsplit

import msgspec

from linli.modules.merchants import Listed, Store

SAME_PLACE_M = 60
METERS_PER_DEGREE = 111_195
# From here on two names are written differently rather than different.
ALIKE, RATHER_ALIKE = 0.85, 0.6
# Neighbors in every sense: a café that is tagged as a restaurant is no other place.
_FOOD = frozenset({"restaurant", "cafe", "bar", "bakery", "tea_house", "fast_food"})
_CARE = frozenset({"hair", "beauty", "massage"})
_COMPANY = re.compile(r"\b(oy|oyj|ab|ltd|inc|gmbh|co)\b|(股份)?有限公司|店$")


class Verdict(msgspec.Struct, frozen=True, order=True):
    """How two places compare: sure of it or not, by what, and how far apart they are."""

    doubtful: bool
    distance_m: int
    reasons: tuple[str, ...]


def verdict(said: Listed, store: Store) -> Verdict | None:
    """None: another place. Reasons: name, similar_name, phone, website, other_trade, other_address."""
    distance = distance_m(said, store)
    if distance > SAME_PLACE_M:
        return None
    likeness = _likeness(said, store)
    phone = bool(said.phone) and said.phone == store.phone
    website = bool(said.website) and _site(said.website) == _site(store.website)
    kin = _kin(said.trade, store.trade)
    apart = _apart(said, store)
    same = likeness == 1
    sure = kin and not apart and (same or ((phone or website) and likeness >= ALIKE))
    doubtful = (
        same
        or (kin and likeness >= ALIKE)
        or (phone and (kin or likeness >= RATHER_ALIKE))
        or (website and kin and likeness >= RATHER_ALIKE)
    )
    if not (sure or doubtful):
        return None
    told = {
        "name": same,
        "similar_name": not same and likeness >= RATHER_ALIKE,
        "phone": phone,
        "website": website,
        "other_trade": not kin,
        "other_address": apart,
    }
    return Verdict(not sure, round(distance), tuple(reason for reason, true in told.items() if true))


def distance_m(said: Listed, store: Store) -> float:
    """On flat ground: exact enough for neighbors."""
    if said.lat is None or said.lon is None:
        return math.inf
    north = (said.lat - store.lat) * METERS_PER_DEGREE
    east = (said.lon - store.lon) * METERS_PER_DEGREE * math.cos(math.radians(store.lat))
    return math.hypot(north, east)


def plain(name: str) -> str:
    """A name without case, accents, spaces, signs and the form of its company."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return "".join(one for one in _COMPANY.sub("", bare) if one.isalnum())


def _likeness(said: Listed, store: Store) -> float:
    """1 where any of their names is one; branches that are named must be the same."""
    if said.branch and store.branch and plain(said.branch) != plain(store.branch):
        return 0.0
    ours, theirs = _names(said), _names(store)
    if ours & theirs:
        return 1.0
    return max((_ratio(one, other) for one in ours for other in theirs), default=0.0)


def _names(of: Listed | Store) -> set[str]:
    return {plain(name) for name in (of.name, of.name_en, *of.names)} - {""}


def _ratio(one: str, other: str) -> float:
    """A name that begins with the other whole one is as good as alike: "Kanniston leipomo Kluuvi"."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 6 and long.startswith(short):
        return ALIKE
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _kin(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in (_FOOD, _CARE))


def _apart(said: Listed, store: Store) -> bool:
    """Both say a street and a house number, and not the same."""
    one, other = (plain(address.split(",")[0]) for address in (said.address, store.address))
    numbered = all(any(sign.isdigit() for sign in address) for address in (one, other))
    return numbered and not (one.startswith(other) or other.startswith(one))


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
