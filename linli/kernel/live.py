"""Open pages hear at once that something they show has changed, in whatever process it was committed.

What is heard is a hint and nothing more: a topic, such as a store. Whoever hears it looks again, and looks
from time to time without having heard anything: a lost hint costs seconds, never the truth. Hints leave after
the commit and outside of any transaction, many in one NOTIFY; one connection a process listens.
"""

import asyncio
import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

import asyncpg

from linli.kernel.away import LOST
from linli.kernel.ids import uuid7
from linli.kernel.log import logger

log = logger(__name__)
CHANNEL = "linli_live"
# How many pages one person may have open in one process, and everybody together: who comes later asks again
# and again instead, which works as well and costs a little more.
MOST_OF_ONE = 6
MOST_OF_ALL = 2000
# What comes within this is told to the other processes together.
TOGETHER_SECONDS = 0.02
# A NOTIFY holds 8,000 bytes; a topic some fifty.
TOPICS_AT_ONCE = 100
PAUSE_SECONDS = 2.0


def topic(kind: str, market_id: int, subject: object) -> str:
    """What pages are open on: `store:3:0199…`."""
    return f"{kind}:{market_id}:{subject}"


class Ear:
    """One open page: it hears of its topics until it is closed."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = tuple(topics)
        self.closed = False
        self._heard = asyncio.Event()

    def tell(self) -> None:
        self._heard.set()

    async def heard(self, seconds: float) -> bool:
        """Whether something was heard within so many seconds; what came since the last look counts."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), seconds)
        came = self._heard.is_set()
        self._heard.clear()
        return came


class Live:
    """One process's ears, and its mouth."""

    def __init__(self, url: str, pool: asyncpg.Pool) -> None:
        self._url = url
        self._pool = pool
        self._me = uuid7().hex
        self._ears: dict[str, set[Ear]] = defaultdict(set)
        self._open: Counter[str] = Counter()
        self._to_tell: list[str] = []
        self._telling: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        # How often this process has begun to listen, whether it does now, and how often what is counted came.
        self._turns, self._hears = 0, False
        self._counted: dict[str, int] = {}

    @contextlib.contextmanager
    def _kept(self, ear: Ear, who: str) -> Iterator[None]:
        self._open[who] += 1
        for one in ear.topics:
            self._ears[one].add(ear)
        try:
            yield
        finally:
            self._open[who] -= 1
            for one in ear.topics:
                self._ears[one].discard(ear)
                if not self._ears[one]:
                    del self._ears[one]

    def open_pages(self) -> int:
        """How many pages are open here now."""
        return self._open.total()

    def has_room(self, who: str) -> bool:
        """Whether one more page of theirs may stay open here."""
        return self._open[who] < MOST_OF_ONE and self.open_pages() < MOST_OF_ALL

    @contextlib.asynccontextmanager
    async def listening(self, who: str, *topics: str) -> AsyncIterator[Ear]:
        """An open page of `who` that hears of these topics."""
        self._begin()
        ear = Ear(topics)
        with self._kept(ear, who):
            yield ear

    def mark(self, topic: str) -> tuple[int, int] | None:
        """What changes as soon as this topic is heard of, or hints may have been lost; None: nothing is heard
        at the moment. What was read after a mark was taken is as it is now, as long as the mark is the same.
        """
        self._begin()
        return (self._turns, self._counted.setdefault(topic, 0)) if self._hears else None

    def _begin(self) -> None:
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())

    def pass_on(self, topics: Sequence[str]) -> None:
        """Tell the pages of this process at once, and the other processes in a moment."""
        self._deliver(topics)
        self._to_tell += topics
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    def hang_up(self) -> None:
        """Close every open page."""
        for ears in list(self._ears.values()):
            for ear in ears:
                ear.closed = True
                ear.tell()

    async def close(self) -> None:
        """Close every open page, and say and hear nothing any more."""
        self.hang_up()
        for task in (self._telling, self._listening):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, *LOST):
                    await task

    def _deliver(self, topics: Iterable[str]) -> None:
        for one in topics:
            if one in self._counted:
                self._counted[one] += 1
            for ear in self._ears.get(one, ()):
                ear.tell()

    async def _tell(self) -> None:
        await asyncio.sleep(TOGETHER_SECONDS)
        while self._to_tell:
            some, self._to_tell = self._to_tell[:TOPICS_AT_ONCE], self._to_tell[TOPICS_AT_ONCE:]
            said = json.dumps([self._me, *dict.fromkeys(some)])
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, said)
            except (TimeoutError, asyncpg.PostgresError, *LOST) as error:
                log.info("a hint was lost", why=type(error).__name__)

    async def _listen(self) -> None:
        """Hold one connection that listens; another one when it is lost."""
        while True:
            try:
                await self._listen_once()
            except (TimeoutError, asyncpg.PostgresError, *LOST) as error:
                log.info("listening begins anew", why=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url, server_settings={"application_name": "linli live"})
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda *_: lost.set())
            await connection.add_listener(CHANNEL, self._hear)
            self._turns, self._hears = self._turns + 1, True
            await lost.wait()
        finally:
            self._hears = False
            connection.terminate()

    def _hear(self, _connection: object, _pid: int, _channel: str, said: object) -> None:
        who, *topics = json.loads(str(said))
        if who != self._me:
            self._deliver(str(one) for one in topics)
