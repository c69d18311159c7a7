"""Throwing away what nobody keeps."""

from datetime import timedelta

from linli.kernel import sql
from linli.kernel.database import Database

SQL = sql.load(__file__)
# So that a page which still shows a picture, and a form that is about to keep it again, find it.
GRACE = timedelta(days=1)
BATCH = 100


async def sweep(db: Database, market_id: int) -> int:
    """Delete pictures that nobody has kept for a day, at most a hundred; how many went."""
    async with db.work() as work:
        return await work.run(SQL.sweep_pictures, market_id, work.now - GRACE, BATCH)
