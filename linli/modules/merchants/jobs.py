"""Verifications that run out, said in time and ended; applications that came to nothing, cleared away."""

from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Database, Work
from linli.modules import media
from linli.modules.merchants.events import MerchantLapsed, RecheckDue
from linli.modules.merchants.model import Merchant, StaffRole
from linli.modules.merchants.queries import staff_of_merchant
from linli.modules.merchants.statements import SQL

# When an owner hears of it, and when once more.
FIRST_NOTICE = timedelta(days=30)
SECOND_NOTICE = timedelta(days=7)
# How long a draft, and the documents of a refused application, wait to be taken up again.
KEPT_FOR = timedelta(days=90)
BATCH = 100


async def watch_verifications(db: Database, market_id: int) -> int:
    """End what has run out (announces MerchantLapsed) and tell owners of what will (announces RecheckDue).

    How many merchants were concerned. Each is told once a notice, whatever is repeated.
    """
    async with db.work() as work:
        lapsed = await work.many(Merchant, SQL.lapse_merchants, market_id, work.now)
        for merchant in lapsed:
            await work.audit(market_id, "merchant_lapsed", str(merchant.merchant_id))
            await work.announce(MerchantLapsed(market_id=market_id, merchant_id=merchant.merchant_id))
            await _tell_owners(work, market_id, merchant, 0)
        when = (work.now, FIRST_NOTICE, SECOND_NOTICE)
        soon = await work.many(Merchant, SQL.remind_merchants, market_id, *when)
        for merchant in soon:
            await _tell_owners(work, market_id, merchant, _days_left(work, merchant))
    return len(lapsed) + len(soon)


async def clear_applications(db: Database, market_id: int) -> int:
    """Throw away drafts untouched for ninety days, and the documents of what was refused so long ago.

    How many applications were concerned, at most a hundred.
    """
    async with db.work() as work:
        stale = await work.column(UUID, SQL.stale_applications, market_id, work.now - KEPT_FOR, BATCH)
        for application_id in stale:
            await media.drop_documents(work, market_id, application_id)
            await work.run(SQL.forget_files, market_id, application_id)
            await work.run(SQL.drop_draft, market_id, application_id)
    return len(stale)


def _days_left(work: Work, merchant: Merchant) -> int:
    """Whole days, and at least one while there is any time left."""
    left = (merchant.verified_until or work.now) - work.now
    return max(1, left.days)


async def _tell_owners(work: Work, market_id: int, merchant: Merchant, days: int) -> None:
    places = await staff_of_merchant(work, market_id, merchant.merchant_id)
    for person_id in sorted({place.person_id for place in places if place.role is StaffRole.OWNER}):
        await work.announce(
            RecheckDue(
                market_id=market_id,
                merchant_id=merchant.merchant_id,
                person_id=person_id,
                name=merchant.name,
                days=days,
            )
        )
