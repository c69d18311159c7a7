"""A city that nobody lives in, of any size: shops in clusters of very unequal size, named as shops are named.

The same seed gives the same city. Shares of trades and clusters follow what the demo markets and the map
of Helsinki show: a good third is about eating, few districts hold most shops, one in eight has siblings.
"""

import random
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import cos, radians
from pathlib import Path
from uuid import UUID

import msgspec

MARKET = 1
SLUG, CENTER = "bench", (30.25, 120.15)
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
# Clusters per shop, and how far their shops lie from their middles, in degrees of latitude.
SHOPS_A_CLUSTER, SPREADS = 400, (0.0015, 0.004, 0.012)
HALF_WIDTH = 0.35
CHAINED, CLAIMED = 8, 5

WORDS = tomllib.loads((Path(__file__).parent / "city.toml").read_text("utf-8"))
HEADS, TAILS, ROADS, HOURS = (WORDS[name] for name in ("heads", "tails", "roads", "hours"))
TRADES = list(WORDS["trades"])
SHARES = list(accumulate(WORDS["trades"][trade]["share"] for trade in TRADES))
KINDS = {trade: WORDS["trades"][trade]["kinds"].split() for trade in TRADES}
THINGS = {trade: WORDS["trades"][trade]["things"].split() for trade in TRADES}


class Shop(msgspec.Struct, frozen=True):
    """One shop of the city with the one thing that stands for what it sells."""

    number: int
    store_id: UUID
    thing_id: UUID
    merchant_id: UUID | None
    slug: str
    name: str
    trade: str
    lat: float
    lon: float
    address: str
    hours: str
    price_level: int
    rating_count: int
    rating_tenths: int
    thing: str
    price_minor: int

    @property
    def claimed(self) -> bool:
        return self.merchant_id is not None


def id_of(kind: int, number: int) -> UUID:
    """A UUIDv7 that grows with the number; `kind` keeps stores, things and merchants apart."""
    moment = int((BEGAN + timedelta(milliseconds=number * 20)).timestamp() * 1000)
    return UUID(int=(moment << 80) | (0x7 << 76) | (kind << 64) | (0b10 << 62) | number)


def shops(size: int, seed: int = 7) -> Iterator[Shop]:
    """A city of so many shops, one after the other."""
    rng = random.Random(seed)
    middles = _middles(max(4, size // SHOPS_A_CLUSTER), rng)
    weights = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(len(middles))))
    for number in range(size):
        [trade] = rng.choices(TRADES, cum_weights=SHARES)
        [middle] = rng.choices(middles, cum_weights=weights)
        yield _shop(number, trade, middle, rng)


def _middles(count: int, rng: random.Random) -> list[tuple[float, float, float]]:
    """The middles of clusters and how wide they are; denser towards the city's center."""
    lat, lon = CENTER
    spread = HALF_WIDTH / 2.5
    return [(rng.gauss(lat, spread), rng.gauss(lon, spread), rng.choice(SPREADS)) for _ in range(count)]


def _shop(number: int, trade: str, middle: tuple[float, float, float], rng: random.Random) -> Shop:
    lat, lon, spread = middle
    chained = number % CHAINED == 0
    head = rng.choice(HEADS[:6] if chained else HEADS) + rng.choice(TAILS)
    road, house = rng.choice(ROADS), rng.randrange(1, 900)
    branch = f"（{road}店）" if chained else ""
    claimed = number % CLAIMED == 0
    return Shop(
        number=number,
        store_id=id_of(1, number),
        thing_id=id_of(2, number),
        merchant_id=id_of(3, number) if claimed else None,
        slug=f"s{number}",
        name=f"{head}{rng.choice(KINDS[trade])}{branch}",
        trade=trade,
        lat=rng.gauss(lat, spread),
        lon=rng.gauss(lon, spread / cos(radians(CENTER[0]))),
        address=f"{road}路 {house} 号",
        hours=rng.choice(HOURS),
        price_level=rng.choice((0, 1, 1, 2, 2, 3, 4)),
        rating_count=rng.choice((0, 0, 3, 12, 80)) if claimed else 0,
        rating_tenths=rng.randrange(32, 50) if claimed else 0,
        thing=rng.choice(THINGS[trade]),
        price_minor=rng.randrange(8, 300) * 100,
    )
