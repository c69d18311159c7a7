"""Half a town wants one thing: let in by the batch, by a clock that only the test moves."""

import asyncio
from collections.abc import Callable

from linli.kernel.admission import Batches, Crowd


class Clock:
    """What was asked to happen later happens when the clock is moved there."""

    def __init__(self) -> None:
        self.at = 0.0
        self.due: list[tuple[float, Callable[[], None]]] = []

    def __call__(self) -> float:
        return self.at

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self.due.append((self.at + seconds, act))

    async def move(self, seconds: float) -> None:
        self.at = round(self.at + seconds, 6)
        for moment, act in sorted(self.due, key=lambda one: one[0]):
            if moment <= self.at:
                self.due.remove((moment, act))
                act()
        await asyncio.sleep(0)


async def test_between_two_batches_others_have_their_turn_for_as_long_as_their_share_says() -> None:
    clock = Clock()
    others = Crowd(4, patience=1, clock=clock)
    batches = Batches(others, most=2, share=0.2, patience=0.8, clock=clock, later=clock.later)
    since = await others.enter()
    assert since is not None
    came: list[int] = []

    async def come(number: int) -> int | None:
        batch = await batches.enter()
        if batch is not None:
            came.append(number)
        return batch

    first = await come(0)
    line = [asyncio.create_task(come(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    assert (came, batches.in_line) == ([0], 3)
    await clock.move(0.1)
    assert first is not None
    batches.leave(first)
    # It took 0.1 s, so for 0.4 s the others are alone.
    await clock.move(0.3)
    assert came == [0]
    await clock.move(0.11)
    assert came == [0, 1, 2]
    # One of two is slow: the next comes in though it is not done, and its leaving then changes nothing.
    batch = line[0].result()
    assert batch is not None
    batches.leave(batch)
    await clock.move(0.5)
    batches.leave(batch)
    others.leave(since)
    await clock.move(2.0)
    assert came == [0, 1, 2, 3]
    # A batch and its pause take longer than anybody would wait: told at once.
    assert batches.wait > 0.8
    assert await come(4) is None
    # While the others leave the process idle nobody waits for a turn.
    batch = line[2].result()
    assert batch is not None
    batches.leave(batch)
    assert await come(5) is not None
