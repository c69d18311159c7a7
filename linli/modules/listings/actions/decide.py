"""What an operator says of two places: one, or two."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules import merchants
from linli.modules.listings.merging import Fields, fields_of, may_write, settled, store_of
from linli.modules.listings.model import Draft, Review
from linli.modules.listings.queries import review as find_review
from linli.modules.listings.refusals import LISTING_DECIDED
from linli.modules.listings.statements import SQL


async def merge(work: Work, market_id: int, review_id: UUID, why: str = "") -> Review:
    """The two are one place: the thing goes with the store, and fills what is empty there unless a merchant
    runs it. Refuses: not_found, listing_decided.
    """
    asked = await _decide(work, market_id, review_id, "merged")
    store = await merchants.store(work, market_id, asked.store_id)
    before = may_write(store, ours=False)
    if before:
        change = merchants.ListingChange(store.store_id, before, asked.said)
        (store,) = await merchants.update_listings(work, market_id, [change])
    taken, kept = settled(before, fields_of(asked.said), store)
    await _settle(work, market_id, asked, store.store_id, taken, kept)
    about = {"source": asked.source, "key": asked.key}
    await work.audit(market_id, "listing_merged", str(store.store_id), why, **about)
    return asked


async def keep_both(work: Work, market_id: int, review_id: UUID, why: str = "") -> Review:
    """They are two places: the thing becomes a store of its own. Refuses: not_found, listing_decided."""
    asked = await _decide(work, market_id, review_id, "both")
    store = store_of(Draft(asked.key, asked.said), asked.source)
    await merchants.import_listings(work, market_id, [store])
    await _settle(work, market_id, asked, store.store_id, fields_of(asked.said), [])
    about = {"source": asked.source, "key": asked.key, "other": str(asked.store_id)}
    await work.audit(market_id, "listing_kept", str(store.store_id), why, **about)
    return asked


async def _decide(work: Work, market_id: int, review_id: UUID, state: str) -> Review:
    """Decided first, then read: what the source says now is what is written."""
    decided = await work.run(SQL.decide_review, market_id, review_id, state, work.actor.name, work.now)
    asked = await find_review(work, market_id, review_id)
    if not decided:
        raise LISTING_DECIDED()
    return asked


async def _settle(
    work: Work, market_id: int, asked: Review, store_id: UUID, taken: Fields, kept: list[str]
) -> None:
    await work.run(SQL.settle_record, market_id, asked.source, asked.key, store_id, taken, kept)
