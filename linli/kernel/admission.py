"""Who is let in when more ask than can be served: so many at once, a short line, and the rest told at once.

A line that nobody leaves in time serves only people who have gone. So whoever would have to wait longer than
`patience`, by how long things take just now, is not put in line at all.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

# Of how long things take, the last one counts so much.
NEWEST = 0.05


class Crowd:
    """At most `most` at once; others wait in the order in which they came. Times are in seconds."""

    def __init__(self, most: int, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._patience = patience
        self._clock = clock
        self._line: deque[asyncio.Future[None]] = deque()
        self.inside = 0
        self.refused = 0
        self.takes = 0.0

    @property
    def in_line(self) -> int:
        return len(self._line)

    @property
    def wait(self) -> float:
        """How long the next one in line would wait."""
        return (len(self._line) + 1) * self.takes / self._most

    async def enter(self) -> float | None:
        """When somebody was let in; None: they would wait too long. Who was let in must `leave`."""
        if self.inside >= self._most or self._line:
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
                    self._next()
                raise
        else:
            self.inside += 1
        return self._clock()

    def leave(self, since: float) -> None:
        """Somebody who came in at `since` is done."""
        took = self._clock() - since
        self.takes = took if not self.takes else self.takes + NEWEST * (took - self.takes)
        self._next()

    def _next(self) -> None:
        """The place that is free now is the next one's, or nobody's."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.inside -= 1
