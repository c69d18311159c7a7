"""Review what was consumed, answer a review, follow a store."""

from typing import Any
from uuid import UUID

from linli.kernel import ids, sql, texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import merchants, orders, pickups, vouchers
from linli.modules.community.events import (
    ReviewHidden,
    ReviewShown,
    ReviewWithdrawn,
    ReviewWritten,
    StoreFollowed,
    StoreUnfollowed,
)
from linli.modules.community.model import Review
from linli.modules.community.queries import was_consumed
from linli.modules.community.refusals import REVIEW_BY_STAFF, REVIEW_EXISTS, REVIEW_NEEDS_CONSUMPTION

SQL = sql.load(__file__)
LONGEST_BODY = 2000
LONGEST_REPLY = 1000
# The name under a review of somebody who was erased.
NOBODY_NAMED = "—"


async def write_review(
    work: Work,
    market_id: int,
    order_id: UUID,
    person_id: UUID,
    quality: int,
    place: int,
    service: int,
    body: str,
    nickname: str,
) -> Review:
    """Write the one review of an order by the person who paid it and used at least one of its vouchers, or
    collected something of it, or paid for it in the shop, about the store where that was.

    Marks are 1 to 5, the text 1 to 2,000 characters. Announces ReviewWritten. Refuses in this order: invalid
    (field), not_found, review_by_staff (of any store of the seller), review_needs_consumption, review_exists.
    """
    marks = {"quality": quality, "place": place, "service": service}
    for field, mark in marks.items():
        if not 1 <= mark <= 5:
            raise INVALID(field=field)
    text = texts.lines(body, "body", LONGEST_BODY)
    order = await orders.order(work, market_id, order_id, person_id)
    if await merchants.works_for(work, market_id, person_id, order.merchant_id):
        raise REVIEW_BY_STAFF()
    store_id = await vouchers.hold_consumption(work, market_id, order_id)
    store_id = store_id or await pickups.hold_handed(work, market_id, order_id)
    store_id = store_id or await orders.hold_sale(work, market_id, order_id)
    if store_id is None:
        raise REVIEW_NEEDS_CONSUMPTION()
    about = (order_id, ids.uuid7(work.now), store_id, person_id, nickname, order.title)
    review = await work.one(Review, SQL.insert_review, market_id, *about, *marks.values(), text, work.now)
    if review is None:
        raise REVIEW_EXISTS()
    await work.run(SQL.add_to_rating, market_id, store_id, *marks.values())
    await work.announce(ReviewWritten(**_told(review)))
    return review


async def withdraw_review(work: Work, market_id: int, order_id: UUID) -> None:
    """A redemption of the order was undone, or its money went back whole. Where nothing of it stands, the
    order's review no longer shows nor counts, and a new one may be written once a voucher is used again.
    Announces ReviewWithdrawn; refuses nothing.

    Call it after the escrow was changed: its row makes the undoings of one order wait for each other.
    """
    if await was_consumed(work, market_id, order_id):
        return
    review = await work.one(Review, SQL.withdraw_review, market_id, order_id, work.now)
    if review is None:
        return
    # A hidden one was taken out of the rating when it was hidden.
    if not review.hidden:
        await work.run(SQL.take_from_rating, market_id, review.store_id, *_marks(review))
    await work.announce(ReviewWithdrawn(**_told(review)))


async def hide_review(work: Work, market_id: int, review_id: UUID, why: str) -> Review:
    """Take a review out of sight and out of the store's rating; its writer and the market still see it.

    Announces ReviewHidden; written into the audit trail. Refuses: not_found (also when it is hidden already).
    """
    review = await work.one(Review, SQL.hide_review, market_id, review_id, work.now)
    if review is None:
        raise NOT_FOUND()
    await work.run(SQL.take_from_rating, market_id, review.store_id, *_marks(review))
    await work.audit(market_id, "review_hidden", str(review_id), why, order=str(review.order_id))
    await work.announce(ReviewHidden(**_told(review)))
    return review


async def show_review(work: Work, market_id: int, review_id: UUID, why: str) -> Review:
    """Put a hidden review back in sight and into the store's rating.

    Announces ReviewShown; written into the audit trail. Refuses: not_found (also when it is in sight).
    """
    review = await work.one(Review, SQL.show_review, market_id, review_id)
    if review is None:
        raise NOT_FOUND()
    await work.run(SQL.add_to_rating, market_id, review.store_id, *_marks(review))
    await work.audit(market_id, "review_shown", str(review_id), why, order=str(review.order_id))
    await work.announce(ReviewShown(**_told(review)))
    return review


async def reply(work: Work, market_id: int, review_id: UUID, store_id: UUID, text: str) -> Review:
    """The store's public answer (1 to 1,000 characters); another one takes its place.

    That the writer works there, the caller checks. Refuses in this order: invalid (field), not_found.
    """
    answer = texts.lines(text, "text", LONGEST_REPLY)
    review = await work.one(Review, SQL.write_reply, market_id, store_id, review_id, answer, work.now)
    if review is None:
        raise NOT_FOUND()
    return review


async def follow(work: Work, market_id: int, store_id: UUID, person_id: UUID) -> None:
    """Hear of a store's new deals; following twice is following once. Announces StoreFollowed once.

    Refuses: not_found (no such store).
    """
    await merchants.store(work, market_id, store_id)
    if await work.run(SQL.insert_follow, market_id, person_id, store_id, work.now):
        await work.announce(StoreFollowed(market_id=market_id, store_id=store_id, person_id=person_id))


async def unfollow(work: Work, market_id: int, store_id: UUID, person_id: UUID) -> None:
    """Stop following; fine if nobody was. Announces StoreUnfollowed where somebody was. Refuses nothing."""
    if await work.run(SQL.delete_follow, market_id, person_id, store_id):
        await work.announce(StoreUnfollowed(market_id=market_id, store_id=store_id, person_id=person_id))


def _marks(review: Review) -> tuple[int, int, int]:
    return review.quality, review.place, review.service


def _told(review: Review) -> dict[str, Any]:
    return {name: getattr(review, name) for name in ("market_id", *ReviewWritten.__struct_fields__)}


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: they follow nothing; of their reviews the marks stay, which are in the stores'
    ratings, and name, text and the stores' answers to it go.
    """
    await work.run(SQL.blank_reviews, market_id, person_id, NOBODY_NAMED)
    await work.run(SQL.drop_follows, market_id, person_id)
