"""More people than there is room for, by a clock that only the test moves."""

import asyncio

from linli.kernel.admission import Crowd


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


async def _done(crowd: Crowd, clock: Clock, took: float) -> None:
    since = await crowd.enter()
    assert since is not None
    clock.at += took
    crowd.leave(since)


async def test_who_would_wait_too_long_is_told_at_once_and_the_others_come_in_in_order() -> None:
    clock = Clock()
    crowd = Crowd(2, patience=0.35, clock=clock)
    await _done(crowd, clock, 0.2)
    inside = [await crowd.enter(), await crowd.enter()]
    came: list[int] = []

    async def come(number: int) -> float | None:
        since = await crowd.enter()
        if since is not None:
            came.append(number)
        return since

    # Two at once, 0.2 s each: the third in line would wait 0.3 s, the fourth 0.4 s.
    line = [asyncio.create_task(come(number)) for number in range(5)]
    await asyncio.sleep(0)
    assert (crowd.inside, crowd.in_line, crowd.refused) == (2, 3, 2)
    assert [task.result() for task in line[3:]] == [None, None]
    line[0].cancel()
    await asyncio.sleep(0)
    for since in inside:
        assert since is not None
        crowd.leave(since)
    await asyncio.gather(*line[1:])
    assert came == [1, 2]
    assert (crowd.inside, crowd.in_line) == (2, 0)
    for _ in came:
        crowd.leave(clock.at)
    assert crowd.inside == 0


async def test_one_who_goes_in_the_moment_of_their_turn_leaves_their_place_to_the_next() -> None:
    crowd = Crowd(1, patience=1, clock=Clock())
    since = await crowd.enter()
    assert since is not None
    first, second = asyncio.create_task(crowd.enter()), asyncio.create_task(crowd.enter())
    await asyncio.sleep(0)
    crowd.leave(since)
    first.cancel()
    assert await second is not None
    assert (crowd.inside, crowd.in_line) == (1, 0)


async def test_when_things_get_faster_more_are_let_wait() -> None:
    clock = Clock()
    crowd = Crowd(1, patience=0.5, clock=clock)
    await _done(crowd, clock, 1)
    since = await crowd.enter()
    assert since is not None
    assert await crowd.enter() is None
    crowd.leave(since)
    for _ in range(60):
        await _done(crowd, clock, 0.01)
    assert await crowd.enter() is not None
    waiting = asyncio.create_task(crowd.enter())
    await asyncio.sleep(0)
    assert crowd.in_line == 1
    crowd.leave(clock.at)
    assert await waiting is not None
