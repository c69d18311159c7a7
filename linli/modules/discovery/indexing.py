"""What a place or a thing is found by, as the index keeps it: words as codes, what it has, where and when."""

import math
import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from linli.modules import catalog, markets, merchants
from linli.modules.discovery.asking import RATING_STEPS
from linli.modules.discovery.cells import cells_of
from linli.modules.discovery.synonyms import trade_term
from linli.modules.discovery.terms import Doc, Terms, terms_of

# More codes than a walk along many rows would bear; what is beyond is found among the things.
MOST_CODES = 4_000
QUARTERS = 7 * 24 * 4
# Hours that say nothing but weekdays and times hold every week; others may be open in any of them.
_EVERY_WEEK = re.compile(r"^(Mo|Tu|We|Th|Fr|Sa|Su|PH off|off|24/7|[\d:,;\s-])+$")
# What every place has that is listed: so many places there are.
LISTED = "listed"
_QUARTER = timedelta(minutes=15)


class Had(msgspec.Struct, frozen=True, kw_only=True):
    """What a place has, as far as filters ask for it, and where it lies on the market's plane."""

    store_id: str
    trade: str
    listed: bool
    claimed: bool
    verified: bool
    deal_count: int
    bookable: bool
    delivers: bool
    price_level: int
    rating_tenths: int
    attributes: tuple[str, ...]
    x: float
    y: float


def code_of(market_id: int, term: str) -> int:
    """A term as a number. Each market has its own, so that an index over all markets leads to one."""
    return zlib.crc32(f"{market_id}:{term}".encode()) & 0x7FFFFFFF


def codes_of(market_id: int, terms: Iterable[str]) -> list[int]:
    """Terms as numbers, in ascending order, each once."""
    return sorted({code_of(market_id, term) for term in terms})


def terms_of_store(store: merchants.Store, attributes: Sequence[str] = ()) -> Terms:
    doc = Doc(
        names=tuple(name for name in (store.name, store.name_en, *store.names) if name),
        brand=store.brand,
        branch=store.branch,
        trade=store.trade,
        kinds=store.kinds,
        tags=tuple(attributes),
        address=tuple(line for line in (store.address, store.address_en) if line),
        about=tuple(line for line in (store.tagline_zh, store.tagline_en) if line),
    )
    return terms_of(doc)


def has(what: str) -> str:
    """The term of a filter: no word that anybody types is spelled so."""
    return f"has:{what}"


def filter_terms(had: Had) -> list[str]:
    """The terms of the filters that a place would be left by, and of where it lies."""
    if not had.listed:
        return []
    found = [
        name
        for name, is_so in (
            (LISTED, True),
            ("deals", had.deal_count > 0),
            ("bookable", had.bookable),
            ("delivers", had.delivers),
            ("verified", had.verified),
            ("claimed", had.claimed),
            (f"price:{had.price_level}", had.price_level > 0),
            *((f"rating:{step}", had.rating_tenths >= step) for step in RATING_STEPS),
            *((f"attribute:{name}", True) for name in had.attributes),
        )
        if is_so
    ]
    return [trade_term(had.trade), *(has(name) for name in found), *cells_of(had.x, had.y)]


def position_of(lat: float, lon: float, market: markets.Market) -> tuple[float, float]:
    """A spot on the market's own plane."""
    return lon * math.cos(math.radians(market.lat)), lat


def slot_of(moment: datetime, timezone: str) -> int:
    """The quarter of an hour of the week at a moment, by the market's clock."""
    local = moment.astimezone(ZoneInfo(timezone))
    return (local.weekday() * 24 + local.hour) * 4 + local.minute // 15


def open_week(hours: str, moment: datetime, timezone: str) -> bytes:
    """A bit for each quarter of an hour in which a place with these hours may be open in any week.

    Hours that nobody knows are never open, those that depend on more than the weekday always may be.
    """
    if hours.strip() and not _EVERY_WEEK.match(hours):
        return b"\xff" * (QUARTERS // 8)
    return _week(hours.strip(), markets.day_began(moment, timezone), timezone)


@lru_cache(maxsize=4_096)
def _week(hours: str, day: datetime, timezone: str) -> bytes:
    bits = bytearray(QUARTERS // 8)
    for _, spans in markets.week(hours, day, timezone=timezone, country="") if hours else ():
        for since, until in spans:
            moment = since
            while moment < until:
                slot = slot_of(moment, timezone)
                bits[slot // 8] |= 1 << (slot % 8)
                moment += _QUARTER
            if until.minute % 15:
                slot = slot_of(until, timezone)
                bits[slot // 8] |= 1 << (slot % 8)
    return bytes(bits)


def bookable(deals: Iterable[catalog.Deal]) -> bool:
    """Whether something is announced beforehand there."""
    return any(deal.use_rules.book_ahead_hours for deal in deals)


def array_of(codes: Iterable[int]) -> str:
    """Codes as PostgreSQL reads them in one row of a batch."""
    return "{" + ",".join(map(str, codes)) + "}"
