"""Feedback: what was said shows where people look."""

from linli.kernel.database import Work
from linli.kernel.journey import Journey
from linli.modules import community, discovery, marketing


def wire(journey: Journey) -> None:
    journey.on(community.ReviewWritten).later(show_rating, note_reviewed)


async def show_rating(work: Work, event: community.ReviewWritten) -> None:
    await discovery.set_rating(work, event.market_id, event.store_id, event.count, event.tenths)


async def note_reviewed(work: Work, event: community.ReviewWritten) -> None:
    await marketing.record_reviewed(work, event.market_id, event.order_id, event.store_id)
