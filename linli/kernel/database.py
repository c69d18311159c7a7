"""One database, one transaction at a time: `Reader` reads, `Work` also writes and announces."""

import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
import msgspec

from linli.kernel import clock as clocks
from linli.kernel import metrics, sql, together
from linli.kernel.away import AWAY, BROKEN_OFF, patiently
from linli.kernel.events import Event, Register
from linli.kernel.ids import uuid7
from linli.kernel.log import logger, request_id
from linli.kernel.refusals import BUSY, TOOK_TOO_LONG
from linli.kernel.remembered import Remembered

SQL = sql.load(__file__)
T = TypeVar("T")
log = logger(__name__)
APP_ROLE = "linli_app"
# A server that was killed recovers within that, as a rule: whoever serves for long waits so long at first.
RECOVERS_WITHIN_SECONDS = 120.0
# Facts that never change, by process.
MOST_LASTING = 20_000
# Shorter waits for a connection are none.
WORTH_COUNTING = 0.001


class Actor(msgspec.Struct, frozen=True):
    """Who acts, for the audit trail: a person, an API client of theirs, or the system's own timetable."""

    kind: str
    person_id: uuid.UUID | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.person_id}" if self.person_id else self.kind


SYSTEM = Actor("system")


class Reader:
    """Reads as frozen records. Every method takes a named statement and its arguments in `$n` order."""

    def __init__(
        self, connection: "Connection", now: datetime, lasting: Remembered[Hashable, Any] | None = None
    ) -> None:
        self._connection = connection
        self.now = now
        self._lasting = lasting

    async def lasting(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """What never changes once it is there: a process asks for it once."""
        if self._lasting is None:
            return await ask()
        found: T | None = self._lasting.find(key)
        if found is None:
            found = await ask()
            self._lasting.keep(key, found)
        return found

    async def _ready(
        self, statement: sql.Statement, args: tuple[object, ...]
    ) -> tuple[str, tuple[object, ...]]:
        """What is said to the database."""
        return statement.text, args

    async def one(self, record: type[T], statement: sql.Statement, *args: object) -> T | None:
        """The only row as a record, or None."""
        text, args = await self._ready(statement, args)
        row = await self._connection.fetchrow(text, *args)
        return None if row is None else msgspec.convert(dict(row), record)

    async def many(self, record: type[T], statement: sql.Statement, *args: object) -> list[T]:
        """Every row as a record. One that is `array_like` is filled by the order of the columns instead of
        their names, which is twice as fast: for statements with hundreds of rows.
        """
        text, args = await self._ready(statement, args)
        rows = await self._connection.fetch(text, *args)
        if issubclass(record, msgspec.Struct) and record.__struct_config__.array_like:
            return [msgspec.convert(tuple(row), record) for row in rows]
        return [msgspec.convert(dict(row), record) for row in rows]

    async def value(self, kind: type[T], statement: sql.Statement, *args: object) -> T | None:
        """The first column of the first row, or None where there is no row or it is NULL."""
        text, args = await self._ready(statement, args)
        found = await self._connection.fetchval(text, *args)
        return None if found is None else msgspec.convert(found, kind)

    async def column(self, kind: type[T], statement: sql.Statement, *args: object) -> list[T]:
        """The first column of every row."""
        text, args = await self._ready(statement, args)
        rows = await self._connection.fetch(text, *args)
        return [msgspec.convert(row[0], kind) for row in rows]


class Work(Reader):
    """One transaction that writes: it commits whole or leaves nothing.

    `now` is the transaction's moment, `actor` who is responsible. A `Refusal` or any error rolls back
    everything.
    """

    def __init__(
        self,
        connection: "Connection",
        now: datetime,
        actor: Actor,
        journey: Register,
        lasting: Remembered[Hashable, Any] | None = None,
    ) -> None:
        super().__init__(connection, now, lasting)
        self.actor = actor
        self._journey = journey
        self.hints: list[str] = []
        # What is to be written with whatever is written next; None: each at once, by itself.
        self._put: list[tuple[str, tuple[object, ...]]] | None = None

    async def run(self, statement: sql.Statement, *args: object) -> int:
        """Execute; how many rows were written."""
        text, args = await self._ready(statement, args)
        status = await self._connection.execute(text, *args)
        return int(status.rsplit(" ", 1)[-1]) if status[-1].isdigit() else 0

    def gather(self) -> None:
        """From now on `put` waits for company; then `settle` must end this work."""
        self._put = self._put or []

    async def put(self, statement: sql.Statement, *args: object) -> None:
        """Execute, where nobody asks how many rows were written: in the round trip of a later statement that
        writes; before any that could see it, and before the commit.
        """
        if self._put is None:
            await self.run(statement, *args)
            return
        self._told(statement, args)
        if not self._apart(statement):
            await self.settle()
        self._put.append((statement.text, args))

    async def settle(self) -> None:
        """Write whatever was put and is not written yet."""
        while self._put:
            text, args = self._put.pop()
            whole = self._with_put(text, args)
            if whole is None:
                self._put.append((text, args))
                whole = self._put.pop(0)
            await self._connection.execute(whole[0], *whole[1])

    async def _ready(
        self, statement: sql.Statement, args: tuple[object, ...]
    ) -> tuple[str, tuple[object, ...]]:
        """Takes along what was put, where this writes; where this could see it, that is written first."""
        self._told(statement, args)
        alone = (statement.text, args)
        if not self._put:
            return alone
        if self._apart(statement):
            return (together.writes(statement.text) and self._with_put(*alone)) or alone
        await self.settle()
        return alone

    def _apart(self, statement: sql.Statement) -> bool:
        """Whether it does not matter if what was put is written before it or after it."""
        return all(together.apart(statement.text, text) for text, _ in self._put or [])

    def _with_put(self, text: str, args: tuple[object, ...]) -> tuple[str, tuple[object, ...]] | None:
        """The same with everything that was put, which is done then; None if one statement cannot say it."""
        put = self._put or []
        whole = together.one_of(text, tuple(other for other, _ in put)) if put else text
        if whole is None:
            return None
        self._put = []
        return whole, (*args, *(arg for _, others in put for arg in others))

    async def announce(self, event: Event) -> None:
        """Tell whoever listed a reaction: at once in this transaction, the rest through the outbox."""
        name = type(event).__name__
        reactions = self._journey.reactions(name)
        if reactions is None:
            return
        if reactions.later_list or reactions.job_list:
            payload = msgspec.json.encode(event)
            row = (event.market_id, uuid7(), name, payload, self.now, request_id())
            await self.put(SQL.put_in_outbox, *row)
        for reaction in reactions.at_once_list:
            await reaction(self, event)

    def hint(self, topic: str) -> None:
        """Pages that are open on this topic look again once this is committed. It promises nothing."""
        self.hints.append(topic)

    def _told(self, statement: sql.Statement, args: Sequence[object]) -> None:
        if statement.tells and (told := f"{statement.tells}:{args[0]}") not in self.hints:
            self.hints.append(told)

    async def audit(self, market_id: int, action: str, subject: str, why: str = "", **facts: Any) -> None:
        """Write who did what and why into the market's append-only audit trail."""
        row = (market_id, uuid7(self.now), self.now, self.actor.name, action, subject, why, facts)
        await self.put(SQL.write_audit_row, *row)


Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class Database:
    """A pool of connections as the app's own role, and the journey that reacts to what is announced."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        journey: Register,
        clock: clocks.Clock = clocks.now,
        wait_seconds: float = 10,
        pooled: bool = False,
    ) -> None:
        """`pooled`: a pooler hands out connections by the transaction, so nothing is asked outside of one."""
        self.pool = pool
        self.journey = journey
        self.clock = clock
        self._wait_seconds = wait_seconds
        self._pooled = pooled
        self._waiting = 0
        self.lasting = Remembered[Hashable, Any](MOST_LASTING)
        # Whoever is told of what was committed; nobody, unless a process serves open pages.
        self.pass_on: Callable[[Sequence[str]], None] | None = None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool. Refuses: busy (none came free in time, or the database went away),
        took_too_long (a statement was broken off; its transaction left nothing).
        """
        try:
            connection = await self._idle()
        except (TimeoutError, *AWAY) as error:
            metrics.POOL_EMPTY.inc()
            raise BUSY() from error
        try:
            yield connection
        except (*AWAY, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # Whether it was committed nobody knows: a repeat under the same key finds out.
            if _lost(connection):
                raise BUSY() from error
            if isinstance(error, BROKEN_OFF):
                log.warning("a statement was broken off", why=type(error).__name__)
                raise TOOK_TOO_LONG() from error
            raise
        finally:
            with contextlib.suppress(*AWAY):
                await self.pool.release(connection)

    async def _idle(self) -> "asyncpg.pool.PoolConnectionProxy":
        """One that is free: at once where nobody waits for one, else the next. Looking at the clock costs
        more than taking it.
        """
        if not self._waiting and self.pool.get_idle_size():
            return await self.pool.acquire()
        began = time.perf_counter()
        self._waiting += 1
        try:
            return await self.pool.acquire(timeout=self._wait_seconds)
        finally:
            self._waiting -= 1
            waited = time.perf_counter() - began
            if waited >= WORTH_COUNTING:
                metrics.POOL_WAIT.observe(waited)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reader]:
        """A connection for a few queries, without a transaction around them."""
        async with self._connection() as connection, self._held(connection):
            yield Reader(connection, self.clock(), self.lasting)

    def _held(self, connection: "Connection") -> AbstractAsyncContextManager[object]:
        """What is prepared and what is run must reach the same server."""
        return connection.transaction() if self._pooled else contextlib.nullcontext()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """Reads that all see the same moment, for checks that compare what several statements say."""
        async with (
            self._connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Reader(connection, self.clock(), self.lasting)

    @asynccontextmanager
    async def work(self, actor: Actor = SYSTEM, now: datetime | None = None) -> AsyncIterator[Work]:
        """One transaction; commits when the block ends, rolls back when it raises."""
        async with self._connection() as connection, connection.transaction():
            work = Work(connection, now or self.clock(), actor, self.journey, self.lasting)
            work.gather()
            yield work
            await work.settle()
        self._hinted(work)

    @asynccontextmanager
    async def single(self, actor: Actor = SYSTEM) -> AsyncIterator[Work]:
        """For one statement that writes and stands alone: its own transaction, without the two round trips of
        a BEGIN and a COMMIT. Whatever a second statement does here, it does by itself.
        """
        async with self._connection() as connection, self._held(connection):
            work = Work(connection, self.clock(), actor, self.journey, self.lasting)
            yield work
        self._hinted(work)

    def _hinted(self, work: Work) -> None:
        if work.hints and self.pass_on is not None:
            self.pass_on(work.hints)


def _lost(connection: "Connection") -> bool:
    """Whether it was closed under our hands; then the pool may have taken it back already."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def set_up_connection(connection: asyncpg.Connection) -> None:
    """Codecs of a fresh connection: jsonb as plain Python values."""
    async with connection.transaction():
        await connection.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
        )


async def _cheap_reset(_connection: object) -> None:
    """Nothing that we do outlives a transaction, so a released connection needs no round trip to be clean."""


async def open_pool(
    url: str,
    *,
    role: str | None = APP_ROLE,
    size: int = 10,
    codecs: bool = True,
    most_seconds: float = 30,
    patience: float = 0,
    repeatable: bool = False,
    pooled: bool = False,
) -> asyncpg.Pool:
    """Connect as `role` (the app's own, which cannot rewrite history), in UTC. A statement may take so many
    seconds at most; a database that is away is waited for as long as `patience` (seconds) says.

    Without our `codecs`, jsonb is text: so the job queue's library wants it. What is `repeatable` may lose
    its last second to a power cut: no commit waits for the disk. Behind a pooler (`pooled`) nothing stays
    prepared, and the pooler has to see to role and zone.
    """
    settings = {"timezone": "UTC", "application_name": "linli", "jit": "off"}
    if repeatable:
        settings["synchronous_commit"] = "off"
    if role:
        settings["role"] = role
    if pooled:
        settings = {"application_name": "linli"}

    async def connect() -> asyncpg.Pool:
        return await asyncpg.create_pool(
            url,
            min_size=min(2, size),
            max_size=size,
            server_settings=settings,
            init=set_up_connection if codecs else None,
            reset=_cheap_reset,
            command_timeout=most_seconds,
            statement_cache_size=0 if pooled else 100,
        )

    return await patiently(connect, patience)


def plain(values: Sequence[object]) -> list[object]:
    """A batch's column as the list that asyncpg wants for `unnest($1::…[])`."""
    return list(values)
