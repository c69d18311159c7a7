"""Once a day: learn what channels are worth, and forget what is needed no longer."""

from datetime import timedelta
from uuid import UUID

from linli.kernel.database import Database, Reader
from linli.modules.attribution.actions.reckoning import reckon_again
from linli.modules.attribution.crediting import LONGEST_DAYS
from linli.modules.attribution.queries import rules_of
from linli.modules.attribution.removal import Journey, moved, weights_learned
from linli.modules.attribution.statements import SQL

LEARNED_FROM = timedelta(days=LONGEST_DAYS)
SOURCES_KEPT = timedelta(days=1)
BATCH = 200
FIRST = UUID(int=0)


async def learn(db: Database, market_id: int) -> int:
    """Learn from the last 90 days of each merchant's journeys what its channels are worth, and share its
    orders of that time anew where that moved; of how many goals the credits changed.
    """
    async with db.read() as reader:
        since = reader.now - LEARNED_FROM
        found = await reader.column(UUID, SQL.merchants_to_learn, market_id, since)
    return sum([await _learn(db, market_id, merchant_id) for merchant_id in found])


async def _learn(db: Database, market_id: int, merchant_id: UUID) -> int:
    async with db.read() as reader:
        known = (await rules_of(reader, market_id, merchant_id)).weights
        weights = weights_learned(await _journeys(reader, market_id, merchant_id))
        since = (reader.now - LEARNED_FROM).date()
    if not weights or not moved(known, known | weights):
        return 0
    async with db.work() as work:
        columns = (list(weights), list(weights.values()), work.now)
        await work.run(SQL.write_weights, market_id, merchant_id, *columns)
    changed, after = 0, FIRST
    while True:
        async with db.work() as work:
            about = (merchant_id, since, after, BATCH)
            goals = await work.column(UUID, SQL.goals_to_share_anew, market_id, *about)
            if not goals:
                return changed
            after = goals[-1]
            changed += await reckon_again(work, market_id, goals)


async def _journeys(reader: Reader, market_id: int, merchant_id: UUID) -> list[Journey]:
    since = reader.now - LEARNED_FROM
    won = await reader.many(Journey, SQL.journeys_won, market_id, merchant_id, since.date())
    return won + await reader.many(Journey, SQL.journeys_lost, market_id, merchant_id, since)


async def forget_old(db: Database, market_id: int) -> int:
    """Prints of addresses go after a day, devices after the longest window; of how many visits."""
    async with db.work() as work:
        sources = await work.run(SQL.drop_sources, market_id, work.now - SOURCES_KEPT)
        return sources + await work.run(SQL.drop_devices, market_id, work.now - LEARNED_FROM)
