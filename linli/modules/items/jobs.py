"""Throwing away files that were read, and photos of forms that came to nothing."""

from datetime import timedelta

from linli.kernel.database import Database, Work
from linli.modules import media
from linli.modules.items.statements import SQL

# So long a merchant finds what a file did, and the rows of it that are to be mended.
KEPT = timedelta(days=14)
# So long a form may lie open before its photos are let go of.
GRACE = timedelta(days=1)
BATCH = 200


async def forget_imports(db: Database, market_id: int) -> int:
    """Throw away what was sent two weeks ago; how many files went."""
    async with db.work() as work:
        return await work.run(SQL.forget_imports, market_id, work.now - KEPT)


async def drop_unused_photos(db: Database, market_id: int) -> int:
    """Articles no longer keep photos that were sent a day ago and that neither they nor any of their versions
    name; how many. Media throws away what nobody keeps.
    """
    async with db.work() as work:
        dropped, last = 0, media.FIRST_KEEPING
        before = work.now - GRACE
        while batch := await media.old_keepings(work, market_id, before, last, BATCH):
            dropped += await _drop(work, market_id, batch)
            last = batch[-1]
        await work.run(SQL.forget_photo_keepers, market_id, before)
    return dropped


async def _drop(work: Work, market_id: int, batch: list[media.Keeping]) -> int:
    asked = ([one.owner_id for one in batch], [one.picture_id for one in batch])
    unused = await work.many(media.Keeping, SQL.unused_photos, market_id, *asked)
    for one in unused:
        await media.drop_picture(work, market_id, one.owner_id, one.picture_id)
    return len(unused)
