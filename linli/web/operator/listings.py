"""Where imported places come from, and what may be there twice: one place, or two."""

import math
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import listings, merchants
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, may, room_page, uuid_in
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.EVERYONE}
ACT = {"who": Who.OPERATOR, "roles": roles.JUDGES}
PAGE = 10
# A drawing of a hundred units a side shows 75 m to each.
UNITS, METERS = 50, 75
METERS_PER_DEGREE = 111_195
# What two cards show beside each other; names are their headings.
COMPARED = ("trade", "address", "phone", "website", "hours", "names", "brand")


class Line(msgspec.Struct, frozen=True):
    """One field of the two, as text; `same`: both say so."""

    field: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        return self.ours == self.theirs


class Question(msgspec.Struct, frozen=True):
    """A place on the map and a thing of a source beside each other; `x`, `y`: where it lies from there."""

    review: listings.Review
    store: merchants.Store
    lines: list[Line]
    x: float
    y: float


@get("/{market:str}/operator/listings", opt=SEE)
async def listing_sources(here: Asked) -> Response[str]:
    """The sources with what their newest run did, and the questions that wait."""
    return await _page(here)


@post("/{market:str}/operator/listings/{review_id:uuid}/merger", opt=ACT)
async def merged(here: Asked, review_id: FromPath[UUID]) -> Response[str]:
    """They are one place."""
    return await _decided(here, review_id, listings.merge, "listings_merged")


@post("/{market:str}/operator/listings/{review_id:uuid}/separation", opt=ACT)
async def separated(here: Asked, review_id: FromPath[UUID]) -> Response[str]:
    """They are two."""
    return await _decided(here, review_id, listings.keep_both, "listings_separated")


async def _decided(here: Here, review_id: UUID, decide: Any, done: str) -> Response[str]:
    try:
        async with here.services.db.work(here.actor) as work:
            await decide(work, here.market_id, review_id)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        return await _page(here, refusal)
    return back_with(here, "listings", done)


async def _page(here: Here, refusal: Refusal | None = None) -> Response[str]:
    after = here.request.query_params.get("after", "")
    async with here.services.db.read() as reader:
        sources = await listings.sources(reader, here.market_id)
        asked = await listings.reviews(
            reader, here.market_id, uuid_in(after, "after") if after else None, PAGE + 1
        )
        waiting = await listings.count_reviews(reader, here.market_id)
        questions = await _questions(reader, here, asked[:PAGE])
    return await room_page(
        here,
        "listings.html",
        nav="listings",
        status=refusal.status if refusal else 200,
        refused=refusal,
        said={"listings_merged": True, "listings_separated": True},
        sources=sources,
        questions=questions,
        waiting=waiting,
        after=asked[PAGE - 1].review_id if len(asked) > PAGE else None,
        acts=may(here, roles.JUDGES),
    )


async def _questions(reader: Reader, here: Here, asked: list[listings.Review]) -> list[Question]:
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in asked])
    return [_question(one, stores[one.store_id]) for one in asked if one.store_id in stores]


def _question(review: listings.Review, store: merchants.Store) -> Question:
    lines = [
        Line(field, _text(getattr(store, field)), _text(getattr(review.said, field))) for field in COMPARED
    ]
    north = ((review.said.lat or store.lat) - store.lat) * METERS_PER_DEGREE
    east = (
        ((review.said.lon or store.lon) - store.lon) * METERS_PER_DEGREE * math.cos(math.radians(store.lat))
    )
    x, y = UNITS + east / METERS * UNITS, UNITS - north / METERS * UNITS
    return Question(review, store, [one for one in lines if one.ours or one.theirs], round(x, 1), round(y, 1))


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " · ".join(value)


ROUTES = [listing_sources, merged, separated]
