"""From the outbox to the queue: market by market, every announcement becomes one job a reaction."""

import asyncio
from itertools import count
from uuid import UUID

import asyncpg
import msgspec

from linli.kernel import metrics
from linli.kernel.database import SQL as KERNEL_SQL
from linli.kernel.database import SYSTEM, Database, Work
from linli.kernel.events import Announcement, Register
from linli.kernel.jobs import queries_on
from linli.kernel.log import logger
from linli.kernel.refusals import Refusal
from linli.modules import markets
from linli.worker.reactions import ENTRYPOINT, Errand

SQL = KERNEL_SQL
BATCH = 200
PAUSE_SECONDS = 0.25
# What an operator asked for again is looked for in every eighth round, every two seconds.
ASKED_AGAIN_EVERY = 8
log = logger(__name__)


class Asked(msgspec.Struct, frozen=True):
    """A failed errand that an operator wants run again."""

    announcement_id: UUID
    reaction: str


async def hand_over(db: Database, market_id: int) -> int:
    """Turn one batch of a market's announcements into jobs, in one transaction; returns how many it took."""
    async with db.pool.acquire() as connection, connection.transaction():
        work = Work(connection, db.clock(), SYSTEM, db.journey)
        taken = await work.many(Announcement, SQL.take_from_outbox, market_id, BATCH)
        errands = [errand for announcement in taken for errand in errands_of(db.journey, announcement)]
        if errands:
            payloads: list[bytes | None] = [msgspec.json.encode(errand) for errand in errands]
            count = len(payloads)
            await queries_on(connection).enqueue([ENTRYPOINT] * count, payloads, [0] * count)
        if taken:
            handed = [announcement.announcement_id for announcement in taken]
            await work.run(SQL.mark_handed, market_id, handed, work.now)
    return len(taken)


async def hand_over_again(db: Database, market_id: int) -> int:
    """Turn the failed errands of a market that an operator wants run again into jobs; how many there were."""
    async with db.pool.acquire() as connection, connection.transaction():
        work = Work(connection, db.clock(), SYSTEM, db.journey)
        asked = await work.many(Asked, SQL.take_asked_again, market_id)
        if asked:
            again = [Errand(market_id, one.announcement_id, one.reaction, again=True) for one in asked]
            payloads: list[bytes | None] = [msgspec.json.encode(errand) for errand in again]
            await queries_on(connection).enqueue([ENTRYPOINT] * len(again), payloads, [0] * len(again))
    return len(asked)


def errands_of(journey: Register, announcement: Announcement) -> list[Errand]:
    """One errand for each later reaction and job of an announcement's event."""
    reactions = journey.reactions(announcement.event)
    if reactions is None:
        return []
    named = [reaction.__name__ for reaction in (*reactions.later_list, *reactions.job_list)]
    return [Errand(announcement.market_id, announcement.announcement_id, name) for name in named]


async def relay_forever(db: Database, stop: asyncio.Event) -> None:
    """Hand over whatever waits until told to stop; a database that is away for a while is waited for."""
    for turn in count():
        if stop.is_set():
            return
        try:
            async with db.read() as reader:
                every = await markets.all_markets(reader)
            taken = sum([await hand_over(db, market.market_id) for market in every])
            metrics.ANNOUNCEMENTS.inc(taken)
            if turn % ASKED_AGAIN_EVERY == 0:
                for market in every:
                    await hand_over_again(db, market.market_id)
        except (Refusal, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.error("relay paused", reason=type(error).__name__)
            taken = 0
        if taken < BATCH:
            await asyncio.sleep(PAUSE_SECONDS)
