"""Requests that follow from each other: a connection plays courses, one after the other.

A course is a generator: it yields requests as bytes and is sent the body of each answer, which its next
request may need. What is counted and timed is the whole course.
"""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Callable, Generator
from functools import partial

import uvloop

from bench.load import HEAD_END, PERCENTILES, Asker, Seen, percentile

Course = Generator[bytes, bytes, None]


class _Player(Asker):
    """Plays one course after the other, until it is told to end or there are no more."""

    def __init__(
        self, courses: Callable[[], Course | None], until: float, done: asyncio.Future[None]
    ) -> None:
        super().__init__(bytes, until, done)
        self._courses = courses
        self._course: Course | None = None
        self._began = 0.0

    def ask(self) -> None:
        self._course = self._courses()
        if self._course is None:
            self.transport.close()
            return
        self._began = time.perf_counter()
        self.transport.write(next(self._course))

    def answered(self) -> None:
        body = self.take().partition(HEAD_END)[2]
        try:
            following = self._course.send(body) if self._course else b""
        except StopIteration:
            self.taken.append(time.perf_counter() - self._began)
            self.ask_or_end()
        else:
            self.transport.write(following)


async def played(
    port: int, courses: Callable[[], Course | None], clients: int, seconds: float
) -> list[_Player]:
    """The players, when all are done."""
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    players, ends = [], []
    for _ in range(clients):
        ends.append(done := loop.create_future())
        players.append(player := _Player(courses, until, done))
        await loop.create_connection(partial(_itself, player), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*ends), seconds + 60)
    return players


def _itself(player: _Player) -> _Player:
    return player


def play(port: int, courses: Callable[[], Course | None], clients: int, seconds: float) -> Seen:
    """Play courses for some seconds, or until `courses` gives None; statuses are those of single requests."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    players = uvloop.run(played(port, courses, clients, seconds))
    passed = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    taken = sorted(one for player in players for one in player.taken)
    statuses: Counter[int] = Counter()
    for player in players:
        statuses.update(player.statuses)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in PERCENTILES)
    return Seen(len(taken) / passed, p50, p95, p99, dict(statuses), own, len(taken))
