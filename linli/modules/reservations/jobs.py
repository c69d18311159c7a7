"""What the timetable does with holds."""

from uuid import UUID

from linli.kernel import sql
from linli.kernel.database import Database
from linli.modules.reservations.actions import give_back_expired

SQL = sql.load(__file__)
BATCH = 100


async def return_abandoned(db: Database, market_id: int) -> int:
    """Give back what was held until now and neither confirmed nor given back; returns how many owners'.

    A transaction for each owner; one that is confirmed in the same moment keeps what it holds.
    """
    returned = 0
    while True:
        async with db.read() as reader:
            owners = await reader.column(UUID, SQL.owners_expired, market_id, reader.now, BATCH)
        done = 0
        for owner_id in owners:
            async with db.work() as work:
                done += await give_back_expired(work, market_id, owner_id)
        returned += done
        if len(owners) < BATCH or not done:
            return returned
