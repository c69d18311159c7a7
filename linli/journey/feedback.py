"""Feedback: what was said shows where people look."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.modules import community, discovery, marketing


def wire(journey: Journey) -> None:
    journey.on(community.ReviewWritten).later(show_rating, note_reviewed)
    journey.on(community.ReviewWithdrawn).later(show_rating_without, note_withdrawn)
    journey.on(community.ReviewHidden).later(show_rating_with_less)
    journey.on(community.ReviewShown).later(show_rating_again)


async def show_rating(work: Work, event: community.ReviewWritten) -> None:
    await _show_rating(work, event.market_id, event.store_id)


async def note_reviewed(work: Work, event: community.ReviewWritten) -> None:
    await marketing.record_reviewed(work, event.market_id, event.order_id, event.store_id, event.review_id)


async def show_rating_without(work: Work, event: community.ReviewWithdrawn) -> None:
    await _show_rating(work, event.market_id, event.store_id)


async def note_withdrawn(work: Work, event: community.ReviewWithdrawn) -> None:
    await marketing.record_withdrawn(work, event.market_id, event.order_id, event.store_id, event.review_id)


async def show_rating_with_less(work: Work, event: community.ReviewHidden) -> None:
    await _show_rating(work, event.market_id, event.store_id)


async def show_rating_again(work: Work, event: community.ReviewShown) -> None:
    await _show_rating(work, event.market_id, event.store_id)


async def _show_rating(work: Work, market_id: int, store_id: UUID) -> None:
    """The rating as it is now, so that the news of several reviews may come in any order."""
    rating = await community.rating(work, market_id, store_id)
    count, tenths = (rating.reviews, rating.tenths) if rating else (0, 0)
    aspects = (rating.quality_tenths, rating.place_tenths, rating.service_tenths) if rating else (0, 0, 0)
    await discovery.set_rating(work, market_id, store_id, count, tenths, aspects)
