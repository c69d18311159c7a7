"""Customers, returns, days and forecasts; amounts in minor units of the market's currency."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class CustomerKind(StrEnum):
    """How somebody comes: once and lately, several times, often, not for a while, or no more."""

    NEW = "new"
    RETURNING = "returning"
    REGULAR = "regular"
    DRIFTING = "drifting"
    GONE = "gone"


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Something was used at a store, or taken along: `amount_minor` is what it is worth."""

    use_id: UUID
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    order_id: UUID
    amount_minor: int
    title: str
    title_en: str


class Customer(msgspec.Struct, frozen=True):
    """Somebody as a store knows its customers: days on which they came, uses, what those were worth, and what
    they had most often.
    """

    person_id: UUID
    first_at: datetime
    first_order_id: UUID
    last_at: datetime
    visits: int
    uses: int
    spent_minor: int
    favorite: str
    favorite_en: str
    kind: CustomerKind


class KindSum(msgspec.Struct, frozen=True):
    """The customers of one kind together."""

    kind: CustomerKind
    people: int
    visits: int
    spent_minor: int


class Returns(msgspec.Struct, frozen=True):
    """Of the `people` of a period: how many had been there before, and how many came again (before or in
    it).
    """

    people: int
    known: int
    again: int


class CohortCell(msgspec.Struct, frozen=True):
    """Of those who came first in `month`, how many came so many months `later`; 0 is all of them."""

    month: date
    later: int
    people: int


class Day(msgspec.Struct, frozen=True):
    """What a day was: people who came, uses, and their worth."""

    day: date
    visits: int
    uses: int
    amount_minor: int


class HourVisits(msgspec.Struct, frozen=True):
    """How many came on a weekday (1: Monday) in an hour."""

    weekday: int
    hour: int
    visits: int


class ForeseenDay(msgspec.Struct, frozen=True):
    """How many are expected, and between which counts four of five such days lie."""

    day: date
    expected: int
    low: int
    high: int


class Outlook(msgspec.Struct, frozen=True):
    """What a store's forecast was made from: when, of how many days, and how far off those before it would
    have been, in hundredths of a percent (0: exact, 10,000: nothing right), beside the mean of the same
    weekday; None: too short to say.
    """

    store_id: UUID
    made_on: date
    days: int
    loss_bp: int | None
    usual_loss_bp: int | None


class StoreVisits(msgspec.Struct, frozen=True):
    """How many came to a store in a period."""

    store_id: UUID
    visits: int
    uses: int
    amount_minor: int
