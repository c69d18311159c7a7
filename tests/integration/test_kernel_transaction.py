"""The kernel over several connections: idempotency keys, rate limits, reactions at once, the audit trail."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import ids, limits
from linli.kernel.database import SYSTEM, Actor, Work
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.events import Event
from linli.kernel.idempotency import MAX_LENGTH, Key, once
from linli.kernel.journey import Journey
from linli.kernel.refusals import NOT_FOUND, Refusal
from tests.integration.trade_stage import MARKET, Town, answer, open_town

MINUTE = timedelta(minutes=1)


class Knocked(Event, frozen=True, kw_only=True):
    """Somebody knocked."""

    door: UUID


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=20) as town:
        yield town


async def _once(town: Town, key: Key, calls: list[int], market: int = MARKET) -> int:
    async def act() -> int:
        await asyncio.sleep(0.01)
        calls.append(1)
        return len(calls)

    async with town.db.work() as work:
        return await once(work, market, key, int, act)


async def test_thirty_repeats_at_once_act_once_and_all_get_its_answer(town: Town) -> None:
    calls: list[int] = []
    key = Key("person", str(ids.uuid7()), b"same")
    assert set(await asyncio.gather(*(_once(town, key, calls) for _ in range(30)))) == {1}
    assert calls == [1]


async def test_one_key_of_two_people_or_two_markets_is_two_keys(town: Town) -> None:
    calls: list[int] = []
    key = str(ids.uuid7())
    answers = [
        await _once(town, Key("mei", key, b""), calls),
        await _once(town, Key("wang", key, b""), calls),
        await _once(town, Key("mei", key, b""), calls, MARKET + 1),
        await _once(town, Key("mei", key, b""), calls),
    ]
    assert answers == [1, 2, 3, 1]


@pytest.mark.parametrize("key", ["", "x" * (MAX_LENGTH + 1)])
async def test_a_key_that_is_none_is_refused(town: Town, key: str) -> None:
    assert await answer(_once(town, Key("mei", key, b""), [])) == "idempotency_key_needed"


async def test_a_refusal_is_not_remembered_under_its_key(town: Town) -> None:
    key = Key("mei", str(ids.uuid7()), b"")

    async def no() -> int:
        raise NOT_FOUND()

    async with town.db.work() as work:
        with pytest.raises(Refusal, match="not_found"):
            async with work._connection.transaction():
                await once(work, MARKET, key, int, no)
    assert await _once(town, key, []) == 1


async def test_of_many_tries_at_once_exactly_as_many_count_as_the_limit_allows(town: Town) -> None:
    limit, who = limits.Limit("test", 5, MINUTE), ids.uuid7()

    async def one_try() -> None:
        async with town.db.work() as work:
            await limits.count(work, limit, who)

    ends = Counter(await asyncio.gather(*(answer(one_try()) for _ in range(20))))
    assert ends == {"done": 5, "too_many_tries": 15}
    async with town.db.read() as reader:
        assert await answer(limits.check(reader, limit, who)) == "too_many_tries"
        assert await answer(limits.check(reader, limit, ids.uuid7())) == "done"
    town.clock.move_on(MINUTE)
    assert await answer(one_try()) == "done"


async def test_a_try_that_is_given_back_was_never_counted(town: Town) -> None:
    limit, who = limits.Limit("test", 2, MINUTE), ids.uuid7()

    async def one_try(*, back: bool) -> None:
        async with town.db.work() as work:
            await limits.count(work, limit, who)
        if back:
            async with town.db.work() as work:
                await limits.give_back(work, limit, who)

    ends = [await answer(one_try(back=back)) for back in (True, True, True, False, True, True, False, False)]
    assert ends == ["done"] * 7 + ["too_many_tries"]


async def _count_all(town: Town, *wanted: limits.Wanted) -> list[limits.Counted]:
    async with town.db.single() as work:
        return await limits.count_all(work, *wanted)


async def _full(town: Town, *wanted: limits.Wanted) -> list[str]:
    async with town.db.read() as reader:
        return [one.limit.name for one in await limits.full(reader, *wanted)]


async def test_a_try_under_several_limits_counts_under_all_of_them_or_none(town: Town) -> None:
    narrow, wide = limits.Limit("narrow", 2, MINUTE), limits.Limit("wide", 3, MINUTE)
    shop, (mei, lan) = ids.uuid7(), ((narrow, (ids.uuid7(),)) for _ in range(2))
    together = (wide, (shop,))
    for number in (1, 2):
        counted = await _count_all(town, mei, together)
        assert [(one.tries, one.over, one.last) for one in counted] == [
            (number, False, number == 2),
            (number, False, False),
        ]
    # Hers is full: it comes back alone, and the shop's is not counted.
    (refused,) = await _count_all(town, mei, together)
    assert (refused.limit, refused.over) == (narrow, True)
    assert [one.tries for one in await _count_all(town, lan, together)] == [1, 3]
    assert await _full(town, mei, together) == ["narrow", "wide"]
    assert await _full(town, lan, together) == ["wide"]
    town.clock.move_on(MINUTE)
    assert await _full(town, mei, together) == []
    assert [one.tries for one in await _count_all(town, mei, together)] == [1, 1]


async def test_of_many_under_two_limits_at_once_each_lets_as_many_in_as_it_allows(town: Town) -> None:
    narrow, wide = limits.Limit("narrow", 5, MINUTE), limits.Limit("wide", 12, MINUTE)
    shop, people = ids.uuid7(), [ids.uuid7() for _ in range(4)]
    tries = [((narrow, (who,)), (wide, (shop,))) for who in people * 10]
    counted = await asyncio.gather(*(_count_all(town, *one) for one in tries))
    # A try that is being taken back may keep somebody out for that moment, and no longer.
    counted += [await _count_all(town, *one) for one in tries]
    inside = Counter(one[0].subject for one in counted if not any(part.over for part in one))
    assert inside.total() == 12
    assert max(inside.values()) <= 5
    for who in people:
        assert (await _full(town, (narrow, (who,))) == ["narrow"]) == (inside[who,] == 5)


async def test_a_try_is_given_back_to_its_own_window_and_to_no_later_one(town: Town) -> None:
    limit, who = limits.Limit("test", 2, MINUTE), ids.uuid7()
    wanted = (limit, (who,))
    old = await _count_all(town, wanted)
    town.clock.move_on(MINUTE)
    new = [await _count_all(town, wanted) for _ in range(2)]
    async with town.db.single() as work:
        await limits.give_back_all(work, old)
    assert await _full(town, wanted) == ["test"]
    async with town.db.single() as work:
        await limits.give_back_all(work, new[0])
    assert await _full(town, wanted) == []


async def test_a_limit_says_how_long_it_lasts(town: Town) -> None:
    limit, who = limits.Limit("test", 1, 2 * MINUTE), ids.uuid7()
    async with town.db.work() as work:
        await limits.count(work, limit, who)
    for passed, seconds, minutes in ((30, 90, 2), (59.5, 31, 1), (30, 1, 1)):
        town.clock.move_on(timedelta(seconds=passed))
        with pytest.raises(Refusal) as refused:
            async with town.db.work() as work:
                await limits.count(work, limit, who)
        assert refused.value.params == {"minutes": minutes, "seconds": seconds}
        assert refused.value.retry_after == seconds
        with pytest.raises(Refusal) as asked:
            async with town.db.read() as reader:
                await limits.check(reader, limit, who)
        assert asked.value.params == refused.value.params


async def test_a_reaction_at_once_that_fails_takes_its_cause_with_it(town: Town) -> None:
    door = ids.uuid7()

    async def fall(work: Work, event: Knocked) -> None:
        await work.audit(event.market_id, "fell", str(event.door))
        raise NOT_FOUND()

    journey = Journey()
    journey.on(Knocked).at_once(fall)

    async def knock() -> None:
        async with town.db.work() as work:
            listening = Work(work._connection, work.now, SYSTEM, journey)
            await listening.audit(MARKET, "knocked", str(door))
            await listening.announce(Knocked(market_id=MARKET, door=door))

    assert await answer(knock()) == "not_found"
    assert await town.trail(door) == []


async def test_the_audit_trail_says_who_did_what_when_and_why(town: Town) -> None:
    subject, person = ids.uuid7(), ids.uuid7()
    async with town.db.work(Actor("person", person)) as work:
        await work.audit(MARKET, "store.closed", str(subject), "owner asked", seats=12, names=["王姐"])
    (row,) = await town.rows("SELECT * FROM kernel.audit_trail WHERE subject = $1", str(subject))
    assert (row["actor"], row["action"], row["why"]) == (f"person:{person}", "store.closed", "owner asked")
    assert (row["at"], row["facts"]) == (town.clock.at, {"seats": 12, "names": ["王姐"]})


async def test_a_reader_gives_records_values_and_columns_or_none(town: Town) -> None:
    from linli.kernel import sql

    empty = sql.Statement("empty", "for this test", "SELECT 1 WHERE false", __file__)
    async with town.db.read() as reader:
        assert await reader.value(int, empty) is None
        assert await reader.column(int, empty) == []
        assert await reader.one(Key, empty) is None


async def test_what_is_put_goes_with_the_next_write_is_seen_by_reads_and_is_committed(town: Town) -> None:
    from linli.kernel import sql

    subject, said = ids.uuid7(), []
    count = "SELECT count(*) FROM kernel.audit_trail WHERE market_id = $1 AND subject = $2"
    key = Key("person", str(subject), b"")
    async with town.db.work() as work:
        work._connection.add_query_logger(lambda asked: said.append(asked.query))
        await work.audit(MARKET, "first", str(subject))
        await work.audit(MARKET, "second", str(subject))
        assert await once(work, MARKET, key, int, lambda: asyncio.sleep(0, 7)) == 7
        seen = await work.value(int, sql.Statement("seen", "for this test", count, ""), MARKET, str(subject))
        await work.audit(MARKET, "third", str(subject))
        await asyncio.sleep(0)
        assert seen == 2
        assert len(said) == 2, "both went with the key; the answer to it waits for the third"
    assert sorted(await town.trail(subject)) == ["first", "second", "third"]
    assert await _once(town, key, []) == 7


async def test_what_is_put_in_work_that_fails_is_not_written(town: Town) -> None:
    subject = ids.uuid7()

    async def fall() -> None:
        async with town.db.work() as work:
            await work.audit(MARKET, "fell", str(subject))
            raise NOT_FOUND()

    assert await answer(fall()) == "not_found"
    assert await town.trail(subject) == []
