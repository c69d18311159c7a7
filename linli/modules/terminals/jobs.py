"""What the timetable asks of devices."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Database, Reader
from linli.modules import vouchers
from linli.modules.terminals.model import MOST_HOURS
from linli.modules.terminals.statements import SQL

# From the sync on a device works so long at most, and so long after that what it took may arrive.
STILL_ARRIVES = timedelta(hours=MOST_HOURS) + vouchers.WINDOW
FORGOTTEN_AFTER = timedelta(days=60)


class _Heard(msgspec.Struct, frozen=True):
    merchant_id: UUID
    heard_at: datetime


async def heard_until(reader: Reader, market_id: int) -> dict[UUID, datetime]:
    """Merchants with devices that may have taken something without a network, and until when all of these
    have told everything.
    """
    found = await reader.many(_Heard, SQL.heard_until, market_id, reader.now - STILL_ARRIVES)
    return {one.merchant_id: one.heard_at for one in found}


async def drop_anchors(db: Database, market_id: int) -> int:
    """Forget syncs after which nothing can arrive any more; returns how many."""
    async with db.work() as work:
        return await work.run(SQL.drop_anchors, market_id, work.now - FORGOTTEN_AFTER)
