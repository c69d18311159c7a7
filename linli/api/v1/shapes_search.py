"""What a search, its suggestions and a comparison answer with."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Money, Point, Slug, money_of
from linli.api.v1.shapes_stores import Place, Tenths, place_of
from linli.modules import discovery

ThingKind = Annotated[
    str, Meta(description="deal, goods, dish, service, ticket, room or quote.", examples=["dish"])
]


class Thing(msgspec.Struct, frozen=True):
    """Something that a store sells; without a price where one has to ask for it."""

    id: UUID
    kind: ThingKind
    title: str
    title_en: str
    price: Money | None


class Reason(msgspec.Struct, frozen=True):
    """A factor of a result's place and the points it gave."""

    code: Annotated[str, Meta(description="What it is about.", examples=["near"])]
    points: float
    words: Annotated[Mapping[str, str], Meta(description="What a sentence about it would name.")]


class Found(msgspec.Struct, frozen=True):
    """One store, at most three of its things that match the words, and why it stands here."""

    place: Place
    things: list[Thing]
    why: list[Reason]
    sponsored: Annotated[bool, Meta(description="It stands here because somebody pays for it.")]
    score: float


class Near(msgspec.Struct, frozen=True):
    """The place that the words named: the search stands there."""

    name: str
    name_en: str
    kind: str
    point: Point


class Understood(msgspec.Struct, frozen=True):
    """How the words were read."""

    words: list[str]
    corrected: Annotated[str, Meta(description="The spelling that was searched instead, or empty.")]
    dropped: Annotated[list[str], Meta(description="Words that nothing has together with the others.")]
    near: Near | None
    trade: Annotated[str, Meta(description="The trade that the words name, or empty.")]


class SearchPage(msgspec.Struct, frozen=True):
    """Stores in their order; `capped`: there may be more than `total`. `counts` is how many each further
    filter would leave: `open`, `deals`, `trade:cafe`, `price:2`, `rating:40`, `attribute:wifi`.
    """

    items: list[Found]
    total: int
    capped: bool
    counts: Mapping[str, int]
    understood: Understood
    next_offset: int | None


class Suggestion(msgspec.Struct, frozen=True):
    """What may be meant: a store (`ref` is its slug), a trade (`ref` is its key), a thing (`ref` is the slug
    of a store that sells it), a place or words.
    """

    kind: Annotated[str, Meta(examples=["store"])]
    text: str
    text_en: str
    detail: str
    detail_en: str
    ref: str
    distance_m: int | None
    point: Point | None


class SuggestionList(msgspec.Struct, frozen=True):
    """The likeliest first."""

    items: list[Suggestion]


class Compared(msgspec.Struct, frozen=True):
    """One store beside others; `refunded_percent` is null while too few orders ended to say."""

    slug: Slug
    place: Place
    offers: list[Thing]
    aspects: Annotated[Mapping[str, Tenths], Meta(description="By quality, place and service.")]
    attributes: list[str]
    bookable: bool
    delivers: bool | None
    refunded_percent: int | None


class Comparison(msgspec.Struct, frozen=True):
    """In the order asked for."""

    items: list[Compared]


def page_of(results: discovery.Results, next_offset: int | None) -> SearchPage:
    items = [
        Found(
            place=place_of(hit.found),
            things=[thing_of(one) for one in hit.things],
            why=[Reason(one.code, round(one.points, 2), one.words) for one in hit.why],
            sponsored=hit.sponsored,
            score=hit.score,
        )
        for hit in results.hits
    ]
    about = understood_of(results.understood)
    return SearchPage(items, results.total, results.capped, results.counts, about, next_offset)


def thing_of(thing: discovery.ThingHit) -> Thing:
    price = money_of(thing.price) if thing.price else None
    return Thing(thing.thing_id, thing.kind, thing.title, thing.title_en, price)


def understood_of(read: discovery.Understood) -> Understood:
    near = read.near
    there = Near(near.name, near.name_en, near.kind, Point(near.lat, near.lon)) if near else None
    return Understood(read.words, read.corrected, read.dropped, there, read.trade)


def suggestion_of(one: discovery.Suggestion) -> Suggestion:
    point = Point(one.lat, one.lon) if one.lat is not None and one.lon is not None else None
    texts = (one.text, one.text_en, one.detail, one.detail_en)
    return Suggestion(one.kind, *texts, one.ref, one.distance_m, point)


def compared_of(one: discovery.Compared) -> Compared:
    return Compared(
        slug=one.found.place.slug,
        place=place_of(one.found),
        offers=[thing_of(thing) for thing in one.offers],
        aspects=one.aspects,
        attributes=list(one.attributes),
        bookable=one.bookable,
        delivers=one.delivers,
        refunded_percent=one.record.refunded_percent,
    )
