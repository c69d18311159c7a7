"""What is sold by the day: how many there are of it, and what a day costs."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import MOST_MINOR, Money
from linli.api.v1.shapes_stock import Note
from linli.modules import markets, stock

Day = Annotated[date, Meta(description="As the market's calendar has it.", examples=["2026-12-05"])]
Minor = Annotated[int, Meta(ge=1, le=MOST_MINOR, description="Minor units of the market's currency.")]


class DaySetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What changes on some days: so many there are in all, sold ones included, or nothing more is sold
    (`closed`); a price of their own, or the usual one again. What is not said stays.
    """

    days: Annotated[list[Day], Meta(min_length=1, max_length=markets.MOST_DAYS)]
    units: Annotated[int, Meta(ge=0, le=stock.MOST_UNITS)] | None = None
    closed: bool = False
    price: Minor | None = None
    usual_price: bool = False
    note: Note = ""


class DayLevel(msgspec.Struct, frozen=True):
    """A day of what is sold by the day: so many there are, `sold` or held of them, `left` to be sold; `price`
    where the day has one of its own, in minor units.
    """

    day: Day
    there: int
    sold: int
    left: int
    closed: bool
    price: int | None


class DayList(msgspec.Struct, frozen=True):
    """Days in their order."""

    items: list[DayLevel]


class DayForSale(msgspec.Struct, frozen=True):
    """A day of which something is left."""

    day: Day
    left: int
    price: Money


class DayForSaleList(msgspec.Struct, frozen=True):
    """Days in their order; one that is not here cannot be bought."""

    items: list[DayForSale]


def day_of(level: stock.Level, own: Mapping[date, int]) -> DayLevel:
    day = _named(level)
    sold = level.promised + level.handed
    return DayLevel(day, level.there, sold, level.left, level.closed, own.get(day))


def for_sale_of(level: stock.Level, own: Mapping[date, int], usual: int, currency: str) -> DayForSale:
    day = _named(level)
    return DayForSale(day, level.left, Money(own.get(day, usual), currency))


def _named(level: stock.Level) -> date:
    assert level.day is not None, "a level by the day"
    return level.day
