"""The judged queries of a market: what is asked, what is meant, and how good each store is as an answer."""

import csv
import math
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from linli.demo.files import DATA, listing_lines, store_lines
from linli.demo.seed import MARKETS
from linli.demo.shops import listing, store_id
from linli.modules import markets
from linli.modules.discovery.words import folded

HERE = Path(__file__).parent
MARKETS_JUDGED = ("hangzhou", "helsinki")
EARTH_RADIUS_M = 6_371_008.8
Spot = tuple[float, float]


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A store as a judge sees it: what the data says of it."""

    store_id: UUID
    name: str
    trade: str
    lat: float
    lon: float
    hours: str
    key: str = ""
    kind: str = ""
    cuisine: str = ""
    street: str = ""


class Rule(msgspec.Struct, frozen=True):
    """A grade, and the conditions that a shop must meet to have it."""

    grade: int
    conditions: tuple[tuple[str, str], ...]


class Judgment(msgspec.Struct, frozen=True):
    """One query: its class, its text, what is meant, and its grades by rules."""

    kind: str
    text: str
    means: str
    rules: tuple[Rule, ...]


class JudgedMarket(msgspec.Struct, frozen=True, kw_only=True):
    """A market's queries, where and when they are asked, and the shops they are judged over."""

    market: markets.Market
    at: Spot
    moment: datetime
    spots: Mapping[str, Spot]
    queries: tuple[Judgment, ...]
    shops: tuple[Shop, ...]

    def grades(self, judgment: Judgment) -> dict[UUID, int]:
        """The grade of each shop that has one."""
        found: dict[UUID, int] = {}
        for shop in self.shops:
            fitting = [rule.grade for rule in judgment.rules if self._fits(shop, rule)]
            if fitting and max(fitting) > 0:
                found[shop.store_id] = max(fitting)
        return found

    def _fits(self, shop: Shop, rule: Rule) -> bool:
        return all(self._meets(shop, what, value) for what, value in rule.conditions)

    def _meets(self, shop: Shop, what: str, value: str) -> bool:
        if what == "within":
            return meters(self.at, (shop.lat, shop.lon)) <= int(value)
        if what == "near":
            spot, most = value.split(":")
            return meters(self.spots[spot], (shop.lat, shop.lon)) <= int(most)
        if what == "open":
            place = self.market
            zone, country = place.timezone, place.country
            return markets.is_open(
                shop.hours, self.moment, timezone=zone, country=country, lat=shop.lat, lon=shop.lon
            )
        return _says(shop, what, value)


def _says(shop: Shop, what: str, value: str) -> bool:
    if what == "key":
        return shop.key in value.split()
    if what == "has":
        return _plain(value) in _plain(shop.name)
    if what == "name":
        return _plain(value) == _plain(shop.name)
    if what == "cuisine":
        return value in shop.cuisine.lower()
    if what in ("trade", "kind", "street"):
        return bool(getattr(shop, what) == value)
    raise ValueError(f"no condition: {what}")


def _plain(text: str) -> str:
    return folded(text).replace("'", "")


def meters(one: Spot, other: Spot) -> float:
    """The distance between two spots as the crow flies."""
    (lat, lon), (to_lat, to_lon) = one, other
    half = (
        math.sin(math.radians(to_lat - lat) / 2) ** 2
        + math.cos(math.radians(lat))
        * math.cos(math.radians(to_lat))
        * math.sin(math.radians(to_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def judged(slug: str) -> JudgedMarket:
    """The judged queries of a demo market."""
    data = tomllib.loads((HERE / f"{slug}.toml").read_text("utf-8"))
    market = next(market for market in MARKETS if market.slug == data["market"])
    lat, lon = data["at"]
    return JudgedMarket(
        market=market,
        at=(lat, lon),
        moment=data["moment"],
        spots={name: (spot[0], spot[1]) for name, spot in data["spots"].items()},
        queries=tuple(
            Judgment(kind, text, means, _rules(rules)) for kind, text, means, rules in data["queries"]
        ),
        shops=tuple(_shops(market)),
    )


def _rules(written: str) -> tuple[Rule, ...]:
    return tuple(_rule(part.strip()) for part in written.split(";"))


def _rule(written: str) -> Rule:
    grade, _, conditions = written.partition(" ")
    pairs = [condition.strip().partition("=") for condition in conditions.split(" & ")]
    return Rule(int(grade), tuple((what, value) for what, _, value in pairs))


def _shops(market: markets.Market) -> list[Shop]:
    own = [
        Shop(
            store_id=store_id(market, line.key),
            name=line.name,
            trade=line.trade,
            lat=line.lat,
            lon=line.lon,
            hours=line.hours,
            key=line.key,
        )
        for line in store_lines(market.slug)
    ]
    return own + _listed(market)


def _listed(market: markets.Market) -> list[Shop]:
    path = DATA / market.slug / "listings.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as rows:
        tags = {row["source"]: row for row in csv.DictReader(rows)}
    return [
        Shop(
            store_id=listing(line).store_id,
            name=line.name,
            trade=line.trade,
            lat=line.lat,
            lon=line.lon,
            hours=line.opening_hours,
            kind=tags[line.source]["osm_kind"].partition("=")[2],
            cuisine=tags[line.source]["cuisine"],
            street=line.street,
        )
        for line in listing_lines(market.slug)
    ]
