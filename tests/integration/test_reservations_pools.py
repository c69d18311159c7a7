"""Pools: never more than there is, all claims or none, each step once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import reservations
from linli.modules.reservations import Claim, PoolKind
from tests.integration.trade_stage import Town, answer, open_town

MARKET = 9  # no town's own: these pools are only pools
CONNECTIONS = 30


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=CONNECTIONS) as town:
        yield town
        async with town.db.read() as reader:
            assert await reservations.pool_drift(reader, MARKET) == []


async def pool_of(town: Town, total: int) -> UUID:
    pool_id = ids.uuid7()
    async with town.db.work() as work:
        await reservations.create_pool(work, MARKET, pool_id, PoolKind.STOCK, total)
    return pool_id


async def hold(town: Town, owner: UUID, *claims: Claim) -> None:
    async with town.db.work() as work:
        await reservations.hold(work, MARKET, owner, claims)


async def left(town: Town, pool_id: UUID) -> int:
    async with town.db.read() as reader:
        return await reservations.left(reader, MARKET, pool_id)


async def step(town: Town, verb: str, owner: UUID) -> bool:
    async with town.db.work() as work:
        return bool(await getattr(reservations, verb)(work, MARKET, owner))


@pytest.mark.parametrize(("buyers", "total"), [(60, 20), (12, 20), (30, 1)])
async def test_of_many_at_once_exactly_as_many_succeed_as_there_is(
    town: Town, buyers: int, total: int
) -> None:
    pool_id = await pool_of(town, total)
    gate = asyncio.Event()

    async def buyer() -> None:
        async with town.db.work() as work:
            await gate.wait()
            await reservations.hold(work, MARKET, ids.uuid7(), [Claim(pool_id, 1)])

    tasks = [asyncio.create_task(answer(buyer())) for _ in range(buyers)]
    await asyncio.sleep(0.1)  # until every connection is in its transaction
    gate.set()
    ends = Counter(await asyncio.gather(*tasks))
    done = min(buyers, total)
    assert (ends["done"], ends["sold_out"]) == (done, buyers - done)
    assert await left(town, pool_id) == total - done


async def test_claims_of_several_pools_are_held_all_or_none(town: Town) -> None:
    many, few, owner = await pool_of(town, 10), await pool_of(town, 1), ids.uuid7()
    with pytest.raises(Refusal) as refused:
        await hold(town, owner, Claim(many, 2), Claim(few, 2))
    assert (refused.value.code, refused.value.params) == ("sold_out", {"left": 1})
    assert (await left(town, many), await left(town, few)) == (10, 1)
    await hold(town, owner, Claim(many, 2), Claim(few, 1))
    assert (await left(town, many), await left(town, few)) == (8, 0)


async def test_claims_of_the_same_pools_in_any_order_never_wait_in_a_circle(town: Town) -> None:
    pools = [await pool_of(town, 200) for _ in range(3)]
    mine = [ids.uuid7() for _ in range(2)]

    async def life(number: int) -> None:
        owner = ids.uuid7()
        claims = [Claim(pools[(number + i) % 3], 1) for i in range(3)]
        await hold(town, owner, *claims, Claim(mine[number % 2], 1, personal_limit=100))
        if number % 3:
            await step(town, "confirm" if number % 2 else "give_back", owner)
        if number % 3 and number % 2:
            async with town.db.work() as work:
                await reservations.return_units(work, MARKET, owner, 1)

    async with asyncio.timeout(20):
        await asyncio.gather(*(life(number) for number in range(60)))
    assert [await left(town, pool_id) for pool_id in pools] == [180, 180, 180]


async def test_a_hold_is_confirmed_once_and_cannot_be_given_back_then(town: Town) -> None:
    pool_id, owner = await pool_of(town, 3), ids.uuid7()
    await hold(town, owner, Claim(pool_id, 2))
    assert [await step(town, verb, owner) for verb in ("confirm", "confirm", "give_back")] == [
        True,
        False,
        False,
    ]
    assert await left(town, pool_id) == 1


async def test_ten_confirmations_and_returns_at_once_count_once(town: Town) -> None:
    pool_id, owner = await pool_of(town, 5), ids.uuid7()
    await hold(town, owner, Claim(pool_id, 2))
    verbs = ["confirm", "give_back"] * 5
    assert sum(await asyncio.gather(*(step(town, verb, owner) for verb in verbs))) == 1
    assert await left(town, pool_id) in (3, 5)


async def test_a_hold_that_was_given_back_is_taken_again_only_if_all_of_it_is_free(town: Town) -> None:
    wide, narrow, owner = await pool_of(town, 5), await pool_of(town, 2), ids.uuid7()
    await hold(town, owner, Claim(wide, 2), Claim(narrow, 2))
    assert await step(town, "give_back", owner)
    rival = ids.uuid7()
    await hold(town, rival, Claim(narrow, 1))
    assert not await step(town, "take_again", owner)
    assert (await left(town, wide), await left(town, narrow)) == (5, 1)
    assert await step(town, "give_back", rival)
    assert await step(town, "take_again", owner)
    assert (await left(town, wide), await left(town, narrow)) == (3, 0)
    assert await step(town, "confirm", owner)


async def test_what_was_never_held_is_not_taken_again(town: Town) -> None:
    assert not await step(town, "take_again", ids.uuid7())


async def test_a_personal_limit_opens_at_first_use_and_holds_over_orders(town: Town) -> None:
    mine = ids.uuid7()
    await hold(town, ids.uuid7(), Claim(mine, 2, personal_limit=3))
    with pytest.raises(Refusal) as refused:
        await hold(town, ids.uuid7(), Claim(mine, 2, personal_limit=3))
    assert (refused.value.code, refused.value.params) == ("limit_reached", {"limit": 3})


async def test_a_refunded_part_is_free_again_and_never_more_than_was_taken(town: Town) -> None:
    pool_id, owner = await pool_of(town, 5), ids.uuid7()
    await hold(town, owner, Claim(pool_id, 3))
    await step(town, "confirm", owner)
    for quantity, free in ((2, 4), (2, 4), (1, 5), (1, 5)):
        async with town.db.work() as work:
            await reservations.return_units(work, MARKET, owner, quantity)
        assert await left(town, pool_id) == free


async def test_a_pool_that_nobody_opened_is_sold_out(town: Town) -> None:
    assert await answer(hold(town, ids.uuid7(), Claim(ids.uuid7(), 1))) == "sold_out"


async def test_a_claim_for_nothing_is_an_error(town: Town) -> None:
    with pytest.raises(ValueError, match="at least one"):
        await hold(town, ids.uuid7(), Claim(await pool_of(town, 1), 0))


VERBS = st.sampled_from(["hold", "confirm", "give_back", "take_again", "return_units"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    total=st.integers(0, 6),
    steps=st.lists(st.tuples(VERBS, st.integers(0, 3), st.integers(1, 3)), max_size=25),
)
async def test_any_course_of_events_keeps_the_count_a_simple_model_keeps(
    town: Town, total: int, steps: list[tuple[str, int, int]]
) -> None:
    pool_id, owners = await pool_of(town, total), [ids.uuid7() for _ in range(4)]
    holds: dict[int, tuple[str, int]] = {}
    for verb, who, quantity in steps:
        used = sum(n for state, n in holds.values() if state != "returned")
        state, had = holds.get(who, ("none", 0))
        if verb == "hold" and state == "none":
            end = await answer(hold(town, owners[who], Claim(pool_id, quantity)))
            assert end == ("done" if used + quantity <= total else "sold_out")
            if end == "done":
                holds[who] = ("held", quantity)
        elif verb == "return_units":
            async with town.db.work() as work:
                await reservations.return_units(work, MARKET, owners[who], quantity)
            if state == "confirmed" and had >= quantity:
                holds[who] = ("confirmed", had - quantity) if had > quantity else ("returned", had)
        elif verb != "hold":
            fine = {
                "confirm": state == "held",
                "give_back": state == "held",
                "take_again": state == "returned" and used + had <= total,
            }[verb]
            assert await step(town, verb, owners[who]) is fine
            if fine:
                to = {"confirm": "confirmed", "give_back": "returned", "take_again": "held"}[verb]
                holds[who] = (to, had)
        assert await left(town, pool_id) == total - sum(n for s, n in holds.values() if s != "returned")
