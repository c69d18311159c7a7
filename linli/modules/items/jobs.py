"""Throwing away files that were read."""

from datetime import timedelta

from linli.kernel.database import Database
from linli.modules.items.statements import SQL

# So long a merchant finds what a file did, and the rows of it that are to be mended.
KEPT = timedelta(days=14)


async def forget_imports(db: Database, market_id: int) -> int:
    """Throw away what was sent two weeks ago; how many files went."""
    async with db.work() as work:
        return await work.run(SQL.forget_imports, market_id, work.now - KEPT)
