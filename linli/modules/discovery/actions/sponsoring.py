"""A place among the results is paid for: booked for some time, and ended early."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.ids import uuid7
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets, merchants
from linli.modules.discovery.sponsoring import Sponsored
from linli.modules.discovery.statements import SQL
from linli.modules.discovery.synonyms import joined

MOST_WORDS, LONGEST_WORD, LONGEST_NOTE = 20, 40, 200
LONGEST = timedelta(days=366)


async def book_sponsored(
    work: Work,
    market_id: int,
    store_id: UUID,
    *,
    words: Sequence[str],
    trade: str,
    starts_at: datetime,
    ends_at: datetime,
    paid_how: str,
) -> Sponsored:
    """The store stands higher, labeled, for any of these words or for this trade, but never first.

    Refuses in this order: not_found (no such store, or closed for good), invalid (words: neither words nor a
    trade, or both; more than 20, or one of more than 40 characters or without a letter; trade; ends_at: over
    already, before its start or more than a year after; paid_how: nothing noted).
    """
    if (await merchants.store(work, market_id, store_id)).closed:
        raise NOT_FOUND()
    said = list({joined(word): " ".join(word.split()) for word in words if word.strip()}.values())
    fits = all(len(word) <= LONGEST_WORD and joined(word) for word in said)
    if bool(said) == bool(trade) or len(said) > MOST_WORDS or not fits:
        raise INVALID(field="words")
    if trade and trade not in markets.TRADES:
        raise INVALID(field="trade")
    if not max(starts_at, work.now) < ends_at <= starts_at + LONGEST:
        raise INVALID(field="ends_at")
    note = " ".join(paid_how.split())
    if not 0 < len(note) <= LONGEST_NOTE:
        raise INVALID(field="paid_how")
    booked = Sponsored(
        sponsored_id=uuid7(work.now),
        store_id=store_id,
        words=tuple(said),
        trade=trade,
        starts_at=starts_at,
        ends_at=ends_at,
        paid_how=note,
        booked_by=work.actor.name,
        booked_at=work.now,
    )
    row = (booked.sponsored_id, store_id, said, trade, starts_at, ends_at, note, booked.booked_by, work.now)
    await work.run(SQL.book_sponsored, market_id, *row)
    about = f"sponsored:{booked.sponsored_id}"
    facts = {"store_id": str(store_id), "words": said, "trade": trade}
    facts |= {"from": starts_at.isoformat(), "until": ends_at.isoformat()}
    await work.audit(market_id, "sponsored_booked", about, note, **facts)
    return booked


async def end_sponsored(work: Work, market_id: int, sponsored_id: UUID, why: str) -> None:
    """It is shown no more from the next search on; ended once. Refuses: not_found (none that is not over)."""
    if not await work.run(SQL.end_sponsored, market_id, sponsored_id, work.now):
        raise NOT_FOUND()
    await work.audit(market_id, "sponsored_ended", f"sponsored:{sponsored_id}", why)
