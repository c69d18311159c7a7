"""Everything that waits in the outbox, done here and now: for the demo's seeding and for tests."""

from linli.kernel.database import SQL, SYSTEM, Database, Work
from linli.kernel.events import Announcement
from linli.worker.reactions import run_errand
from linli.worker.relay import BATCH, errands_of


async def drain(db: Database, market_id: int) -> int:
    """Run every waiting reaction of a market without the queue; returns how many announcements there were."""
    total = 0
    while True:
        async with db.pool.acquire() as connection, connection.transaction():
            work = Work(connection, db.clock(), SYSTEM, db.journey)
            taken = await work.many(Announcement, SQL.take_from_outbox, market_id, BATCH)
            handed = [announcement.announcement_id for announcement in taken]
            await work.run(SQL.mark_handed, market_id, handed, work.now)
        for announcement in taken:
            for errand in errands_of(db.journey, announcement):
                await run_errand(db, errand)
        total += len(taken)
        if not taken:
            return total
