"""Who is let in when more ask than can be served: so many at once, a short line, and the rest told at once.

A line that nobody leaves in time serves only people who have gone. So whoever would have to wait longer than
`patience`, by how long things take just now, is not put in line at all.

Where half a town asks for one thing in the same moment, all others would wait behind it. So such requests are
let in by the batch, which is cheap where they are answered together as well (`groups`); and after a batch the
others have the process for so long that batches take no more than a share of it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

# Of how long things take, the last one counts so much; of how long a batch takes, the last one.
NEWEST, NEWEST_BATCH = 0.05, 0.2
# Somebody slow does not keep the next batch waiting for longer.
LONGEST_BATCH = 0.5


class Crowd:
    """At most `most` at once; others wait in the order in which they came. Times are in seconds."""

    def __init__(self, most: int, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._patience = patience
        self._clock = clock
        # Who waits, and since when; and since when those are inside who are.
        self._line: deque[tuple[asyncio.Future[float], float]] = deque()
        self._inside: list[float] = []
        self.refused = 0
        self.takes = 0.0

    @property
    def inside(self) -> int:
        return len(self._inside)

    @property
    def in_line(self) -> int:
        return len(self._line)

    @property
    def wait(self) -> float:
        """How long the next one in line would wait: by how long things took, or, where they have just become
        slower, by how long half of those inside have been at it already; and as long as the first in line.
        """
        now = self._clock()
        half = now - self._inside[len(self._inside) // 2] if self._inside else 0.0
        first = now - self._line[0][1] if self._line else 0.0
        return max(first, (len(self._line) + 1) * max(self.takes, half) / self._most)

    async def enter(self) -> float | None:
        """When somebody was let in; None: they would wait too long. Who was let in must `leave`."""
        if len(self._inside) < self._most and not self._line:
            return self._come_in()
        if self.wait > self._patience:
            self.refused += 1
            return None
        turn: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._line.append((turn, self._clock()))
        try:
            return await turn
        except asyncio.CancelledError:
            # Gone: out of the line, or, where it was their turn already, out of the house.
            if turn.done() and not turn.cancelled():
                self._inside.remove(turn.result())
                self._next()
            raise

    def leave(self, since: float) -> None:
        """Somebody who came in at `since` is done."""
        took = self._clock() - since
        self.takes = took if not self.takes else self.takes + NEWEST * (took - self.takes)
        self._inside.remove(since)
        self._next()

    def _come_in(self) -> float:
        since = self._clock()
        self._inside.append(since)
        return since

    def _next(self) -> None:
        """The place that is free now is the next one's, or nobody's."""
        while self._line:
            turn, _ = self._line.popleft()
            if not turn.done():
                turn.set_result(self._come_in())
                return


def _later(seconds: float, act: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, act)


class Batches:
    """At most `most` at once; of a busy process's time no more than `share`. Whoever would wait longer than
    `patience` is not put in line at all. Nobody waits while the `others` leave the process idle. Times are in
    seconds.
    """

    def __init__(
        self,
        others: Crowd,
        most: int,
        share: float,
        patience: float,
        clock: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], object] = _later,
    ) -> None:
        self._others, self._most, self._share, self._patience = others, most, share, patience
        self._clock, self._later = clock, later
        self._line: deque[asyncio.Future[None]] = deque()
        # The number of the batch that is inside or whose turn was last, how many of it are, and since when.
        self._batch, self._inside, self._began = 0, 0, 0.0
        # Whether a batch is inside or the others have their turn; how long both take together.
        self._shut = False
        self._cycle = 0.0
        self.refused = 0

    @property
    def in_line(self) -> int:
        return len(self._line)

    @property
    def wait(self) -> float:
        """How long the next one in line would wait at most."""
        return (len(self._line) // self._most + 1) * self._cycle

    async def enter(self) -> int | None:
        """The batch with which somebody was let in, and must `leave`; None: they would wait too long."""
        if not self._shut:
            self._open(1)
            return self._batch
        if self.wait > self._patience:
            self.refused += 1
            return None
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            # Gone: out of the line, or, where it was their turn already, out of the house.
            if turn.done() and not turn.cancelled():
                self.leave(self._batch)
            raise
        return self._batch

    def leave(self, batch: int) -> None:
        """One of this batch is done; with the last of it the others have their turn."""
        if batch == self._batch:
            self._inside -= 1
            if not self._inside:
                self._end(batch)

    def _open(self, count: int) -> None:
        self._shut, self._inside, self._began = True, count, self._clock()
        self._batch += 1
        batch = self._batch
        self._later(LONGEST_BATCH, lambda: self._end(batch))

    def _end(self, batch: int) -> None:
        if batch != self._batch:
            return
        self._batch += 1
        took = self._clock() - self._began
        pause = took * (1 / self._share - 1) if self._others.inside else 0.0
        cycle = took + pause
        self._cycle = cycle if not self._cycle else self._cycle + NEWEST_BATCH * (cycle - self._cycle)
        if pause:
            self._later(pause, self._next)
        else:
            self._next()

    def _next(self) -> None:
        """The next batch, if anybody still waits."""
        turns: list[asyncio.Future[None]] = []
        while self._line and len(turns) < self._most:
            turn = self._line.popleft()
            if not turn.done():
                turns.append(turn)
        if not turns:
            self._shut = False
            return
        self._open(len(turns))
        for turn in turns:
            turn.set_result(None)
