"""What people say of stores, and which they follow."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.paging import Page, page_of, read_cursor
from linli.kernel.refusals import Refusal
from linli.modules import catalog, merchants, orders, pickups, vouchers
from linli.modules.community.model import Rating, Review, ReviewFilter, Standing

SQL = sql.load(__file__)
FOLLOWED_AT_MOST = 500


async def may_review(reader: Reader, market_id: int, order_id: UUID, person_id: UUID) -> bool:
    """Whether `write_review` would take a review of this order from this person."""
    try:
        order = await orders.order(reader, market_id, order_id, person_id)
    except Refusal:
        return False
    if await merchants.works_for(reader, market_id, person_id, order.merchant_id):
        return False
    if await review_of_order(reader, market_id, order_id):
        return False
    return await was_consumed(reader, market_id, order_id)


async def was_consumed(reader: Reader, market_id: int, order_id: UUID) -> bool:
    """Whether a use of a voucher of the order stands (one that was undone does not count), or something of it
    was handed over and not brought back, or it was paid in a shop and not given back whole.
    """
    issued = await vouchers.vouchers_of_order(reader, market_id, order_id)
    if any(voucher.touched for voucher in issued):
        return True
    found = await pickups.pickups_of_orders(reader, market_id, [order_id])
    if any(pickup.out.units for pickup in found.values()):
        return True
    return await orders.was_paid_in_shop(reader, market_id, order_id)


async def review_of_order(reader: Reader, market_id: int, order_id: UUID) -> Review | None:
    """The order's review, if one stands."""
    return await reader.one(Review, SQL.find_review, market_id, order_id)


async def reviews_of_store(
    reader: Reader, market_id: int, store_id: UUID, cursor: str | None = None, size: int = 20
) -> Page[Review]:
    """A store's reviews that anyone may see, newest first. Refuses: invalid (cursor)."""
    before = read_cursor(cursor)
    rows = await reader.many(Review, SQL.reviews_of_store, market_id, store_id, before, size + 1)
    return page_of(rows, size, lambda row: row.review_id)


async def rating(reader: Reader, market_id: int, store_id: UUID) -> Rating | None:
    """A store's reviews in numbers; None before the first."""
    return await reader.one(Rating, SQL.find_rating, market_id, store_id)


class _Standing(msgspec.Struct, frozen=True):
    reviews: int
    quality: int
    place: int
    service: int
    followers: int
    following: bool


async def standing(reader: Reader, market_id: int, store_id: UUID, person_id: UUID | None = None) -> Standing:
    """A store's reviews in numbers and its followers; whether this person is among them. One statement."""
    (row,) = await reader.many(_Standing, SQL.find_standing, market_id, store_id, person_id)
    marks = Rating(store_id, row.reviews, row.quality, row.place, row.service)
    return Standing(rating=marks if row.reviews else None, followers=row.followers, following=row.following)


async def followed_stores(reader: Reader, market_id: int, person_id: UUID) -> list[UUID]:
    """The stores a person follows, the latest first; the last 500 of them."""
    return await reader.column(UUID, SQL.followed_stores, market_id, person_id, FOLLOWED_AT_MOST)


async def new_deals(reader: Reader, market_id: int, person_id: UUID, size: int = 12) -> list[catalog.Deal]:
    """What the stores a person follows have on sale, newest first; nothing without a followed store."""
    stores = await followed_stores(reader, market_id, person_id)
    if not stores:
        return []
    return await catalog.deals_of_stores(reader, market_id, stores, since=None, size=size)


class _Count(msgspec.Struct, frozen=True):
    store_id: UUID
    reviews: int


async def unanswered_counts(reader: Reader, market_id: int, store_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many reviews of each of these stores have no reply yet; a store without one is left out."""
    rows = await reader.many(_Count, SQL.unanswered_counts, market_id, list(set(store_ids)))
    return {row.store_id: row.reviews for row in rows}


async def unanswered_count(reader: Reader, market_id: int, store_id: UUID) -> int:
    """How many of one store's reviews have no reply yet."""
    return (await unanswered_counts(reader, market_id, [store_id])).get(store_id, 0)


async def reviews_of_market(
    reader: Reader, market_id: int, wanted: ReviewFilter, cursor: str | None = None, size: int = 50
) -> Page[Review]:
    """The market's reviews that stand, hidden ones too, newest first. Refuses: invalid (cursor)."""
    about = (wanted.hidden, wanted.store_id, wanted.person_id, wanted.at_most)
    rows = await reader.many(Review, SQL.market_reviews, market_id, read_cursor(cursor), *about, size + 1)
    return page_of(rows, size, lambda row: row.review_id)


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
