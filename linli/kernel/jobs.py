"""The job queue (pgqueuer), with its tables in a schema of their own. The only file that sets it up."""

import os

os.environ["PGQUEUER_SCHEMA"] = "pgqueuer"

from pgqueuer import PgQueuer  # reads the environment once, at import
from pgqueuer.db import AsyncpgDriver  # as above
from pgqueuer.queries import Queries  # as above

from linli.kernel.database import Connection  # as above

__all__ = ["PgQueuer", "queries_on", "queue_on"]


def queries_on(connection: Connection) -> Queries:
    """Queue operations inside whatever transaction this connection is in."""
    return Queries(AsyncpgDriver(connection))  # type: ignore[arg-type]  # a pooled connection serves as well


def queue_on(connection: Connection) -> PgQueuer:
    """A queue that runs jobs and the timetable over this one connection."""
    return PgQueuer.from_asyncpg_connection(connection)  # type: ignore[arg-type]  # as above
