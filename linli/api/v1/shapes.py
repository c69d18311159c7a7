"""What appears everywhere in the API: money, points, small lists of limits."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from linli.kernel import money
from linli.modules import merchants

MOST_MINOR = 10**12

Size = Annotated[int, QueryParameter(ge=1, le=100, description="How many to answer with at most.")]
After = Annotated[
    str | None,
    QueryParameter(max_length=40, description="The `next_cursor` of the page before; without it the first."),
]
Slug = Annotated[str, Meta(description="The name in URLs.", examples=["wangjie-noodles"])]
Cursor = Annotated[
    str | None, Meta(description="Send it as `cursor` for what comes after; null on the last page.")
]


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units of its currency: 5800 CNY are ¥58.00. Never a fraction."""

    amount: Annotated[int, Meta(ge=-MOST_MINOR, le=MOST_MINOR, description="Minor units.", examples=[5800])]
    currency: Annotated[str, Meta(description="ISO 4217.", examples=["CNY"])]


class Point(msgspec.Struct, frozen=True):
    """A place on the map, WGS 84."""

    lat: Annotated[float, Meta(examples=[30.2404])]
    lon: Annotated[float, Meta(examples=[120.1681])]


class StoreName(msgspec.Struct, frozen=True):
    """One of the stores where something can be used."""

    slug: Slug
    name: str
    name_en: str
    address: str
    address_en: str
    point: Point


def names_of(store_ids: Iterable[UUID], known: Mapping[UUID, merchants.Store]) -> list[StoreName]:
    """These stores by name; one that is gone is left out."""
    found = sorted((known[one] for one in store_ids if one in known), key=lambda store: store.name)
    return [
        StoreName(one.slug, one.name, one.name_en, one.address, one.address_en, Point(one.lat, one.lon))
        for one in found
    ]


def money_of(amount: money.Money) -> Money:
    return Money(amount.minor, amount.currency)


def utc(moment: datetime | None) -> datetime | None:
    """A moment of the market's own clock in UTC, as all times of the API are."""
    return moment.astimezone(UTC) if moment else None
