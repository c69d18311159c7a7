"""Group commit: who asks while others are being answered is answered with the next group.

Nobody waits for company: the first who asks is answered at once, alone. What comes meanwhile is one group,
one transaction, so the busier a thing is the less each one costs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from linli.kernel.refusals import Refusal

K = TypeVar("K", bound=Hashable)
A = TypeVar("A")
R = TypeVar("R")
MOST = 500


class Groups(Generic[K, A, R]):
    """Answers asks about one key, group by group; `answer` gives as many answers as there are asks, in order.
    An answer that is a refusal is raised for whoever asked; an error is everybody's of the group.
    """

    def __init__(
        self, answer: Callable[[K, Sequence[A]], Awaitable[Sequence[R | Refusal]]], most: int = MOST
    ) -> None:
        self._answer = answer
        self._most = most
        self._waiting: dict[K, list[tuple[A, asyncio.Future[R]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # How many groups there were, and how many asks in them.
        self.groups = 0
        self.asks = 0

    async def ask(self, key: K, asked: A) -> R:
        """The answer to this one ask."""
        answered: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        line = self._waiting.get(key)
        if line is None:
            self._waiting[key] = [(asked, answered)]
            task = asyncio.create_task(self._work_off(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            line.append((asked, answered))
        return await answered

    async def _work_off(self, key: K) -> None:
        while line := self._waiting[key]:
            group, self._waiting[key] = line[: self._most], line[self._most :]
            self.groups += 1
            self.asks += len(group)
            try:
                answers = await self._answer(key, [asked for asked, _ in group])
            except BaseException as error:
                _fail(group, error)
                if not isinstance(error, Exception):
                    _fail(self._waiting.pop(key), error)
                    raise
                continue
            for (_, future), answer in zip(group, answers, strict=True):
                if future.done():
                    continue  # Whoever asked has gone.
                if isinstance(answer, Refusal):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)
        del self._waiting[key]


def _fail(group: Sequence[tuple[A, asyncio.Future[R]]], error: BaseException) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
