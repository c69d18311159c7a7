"""What is raised where a database is away, lets nobody in, or breaks a statement off; and waiting for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from linli.kernel.log import logger

T = TypeVar("T")
log = logger(__name__)
PAUSE_SECONDS = 0.2
# What a database says that nobody has migrated: no role of ours, no schema, no table.
NOT_MIGRATED = (
    asyncpg.InvalidParameterValueError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedTableError,
)
# Of an address that is none: nothing comes back there.
NO_ADDRESS = asyncpg.ClientConfigurationError
# What a database says to those whom it does not let in.
NO_ENTRY = (
    asyncpg.CannotConnectNowError,
    NO_ADDRESS,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.TooManyConnectionsError,
)

# What is raised where a database was stopped or killed, or has just begun to recover; in the middle of an
# answer the driver has a word of its own for it.
AWAY = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
)

# The same, and what is raised by a connection that was closed under one's hands.
LOST = (*AWAY, asyncpg.InterfaceError)

# A statement that was broken off because it took longer than it may: by us, by the server, or at a lock.
BROKEN_OFF = (TimeoutError, asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError)


async def patiently(connect: Callable[[], Awaitable[T]], seconds: float) -> T:
    """What `connect` opens; asked for again as long as the database is away or recovers, for so many seconds
    at most. Then what it raised last is raised.
    """
    until = time.monotonic() + seconds
    waited = False
    while True:
        try:
            return await connect()
        except AWAY as error:
            if time.monotonic() >= until:
                raise
            if not waited:
                log.warning("waiting for the database", why=str(error) or type(error).__name__)
            waited = True
        await asyncio.sleep(PAUSE_SECONDS)
