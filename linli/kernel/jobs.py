"""The job queue (pgqueuer), with its tables in a schema of their own. The only file that sets it up."""

import os
from datetime import datetime

import msgspec

os.environ["PGQUEUER_SCHEMA"] = "pgqueuer"

from pgqueuer import PgQueuer  # reads the environment once, at import
from pgqueuer.db import AsyncpgDriver  # as above
from pgqueuer.queries import Queries  # as above

from linli.kernel.database import Connection, Database  # as above

__all__ = ["PgQueuer", "Queued", "queries_on", "queue_on", "queued"]


class Queued(msgspec.Struct, frozen=True):
    """Jobs of one kind that no worker has taken yet, and when the oldest of them was made."""

    kind: str
    count: int
    oldest: datetime


def queries_on(connection: Connection) -> Queries:
    """Queue operations inside whatever transaction this connection is in."""
    return Queries(AsyncpgDriver(connection))  # type: ignore[arg-type]  # a pooled connection serves as well


def queue_on(connection: Connection) -> PgQueuer:
    """A queue that runs jobs and the timetable over this one connection."""
    return PgQueuer.from_asyncpg_connection(connection)  # type: ignore[arg-type]  # as above


async def queued(db: Database) -> list[Queued]:
    """What waits in the queue of all markets."""
    async with db.pool.acquire() as connection:
        found = await queries_on(connection).queue_age()
    return [Queued(one.entrypoint, one.queued_count, one.oldest_created) for one in found]
