"""Letting go of photos that were sent for a deal and that no deal shows."""

from datetime import timedelta
from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Database, Work
from linli.modules import media, merchants

SQL = sql.load(__file__)
# A form that was left open over night still finds its photo.
GRACE = timedelta(days=1)
BATCH = 500


async def drop_unused_pictures(db: Database, market_id: int) -> int:
    """Stores no longer keep pictures that were sent a day ago and that no deal names; how many.

    Media throws away what nobody keeps. Those that a store shows of itself are kept under another name.
    """
    async with db.work() as work:
        dropped, last = 0, media.FIRST_KEEPING
        before = work.now - GRACE
        while batch := await media.old_keepings(work, market_id, before, last, BATCH):
            dropped += await _drop(work, market_id, batch)
            last = batch[-1]
    return dropped


async def _drop(work: Work, market_id: int, batch: list[media.Keeping]) -> int:
    stores = await merchants.stores(work, market_id, {one.owner_id for one in batch})
    theirs = [one for one in batch if one.owner_id in stores]
    asked = [one.picture_id for one in theirs]
    shown = set(await work.column(UUID, SQL.pictures_shown, market_id, asked)) if asked else set()
    unused = [one for one in theirs if one.picture_id not in shown]
    for one in unused:
        await media.drop_picture(work, market_id, one.owner_id, one.picture_id)
    return len(unused)
