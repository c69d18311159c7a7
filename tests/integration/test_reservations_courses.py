"""Holds over their whole life against a plain model, with expiries, and many at once over one database."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import reservations
from linli.modules.reservations import Claim, HoldState, Pool, PoolKind
from tests.integration.trade_stage import Town, answer, open_town

MARKET = 9
MINUTE = timedelta(minutes=1)
LIMIT = 3


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=12) as town:
        yield town
        async with town.db.read() as reader:
            assert await reservations.pool_drift(reader, MARKET) == []
            assert await reservations.holds_overdue(reader, MARKET, town.clock.at - MINUTE) == []


async def pool_of(town: Town, total: int, kind: PoolKind = PoolKind.STOCK) -> UUID:
    pool_id = ids.uuid7()
    async with town.db.work() as work:
        await reservations.create_pool(work, MARKET, pool_id, kind, total)
    return pool_id


async def hold(town: Town, owner: UUID, *claims: Claim, until: datetime | None = None) -> None:
    async with town.db.work() as work:
        await reservations.hold(work, MARKET, owner, claims, until)


async def step(town: Town, verb: str, owner: UUID) -> bool:
    async with town.db.work() as work:
        return bool(await getattr(reservations, verb)(work, MARKET, owner))


async def counts(town: Town, pool_id: UUID) -> tuple[int, int, int]:
    async with town.db.read() as reader:
        pool = await reservations.pool(reader, MARKET, pool_id) or Pool(pool_id, PoolKind.STOCK, 0, 0, 0)
    return pool.total, pool.held, pool.taken


async def test_an_abandoned_hold_comes_back_once_and_a_paid_one_stays(town: Town) -> None:
    pool_id, left_alone, paid, patient = await pool_of(town, 6), ids.uuid7(), ids.uuid7(), ids.uuid7()
    for owner, until in ((left_alone, MINUTE), (paid, MINUTE), (patient, None)):
        await hold(town, owner, Claim(pool_id, 2), until=until and town.clock.at + until)
    assert await reservations.return_abandoned(town.db, MARKET) == 0
    assert await step(town, "confirm", paid)
    town.clock.move_on(MINUTE)
    async with town.db.read() as reader:
        assert await reservations.holds_overdue(reader, MARKET, town.clock.at) == [left_alone]
    assert sum(await asyncio.gather(*(reservations.return_abandoned(town.db, MARKET) for _ in range(4)))) == 1
    assert await counts(town, pool_id) == (6, 2, 2)
    assert not await step(town, "confirm", left_alone)
    assert await step(town, "take_again", left_alone)  # a late payment; nothing takes it away any more
    town.clock.move_on(timedelta(days=2))
    assert await reservations.return_abandoned(town.db, MARKET) == 0
    assert await step(town, "confirm", left_alone)
    assert await counts(town, pool_id) == (6, 2, 4)


async def test_a_payment_and_the_timetable_at_the_same_moment_end_in_one_of_two_ways(town: Town) -> None:
    for _ in range(8):
        pool_id, owner = await pool_of(town, 1), ids.uuid7()
        await hold(town, owner, Claim(pool_id, 1), until=town.clock.at + MINUTE)
        town.clock.move_on(MINUTE)
        paid, returned = await asyncio.gather(
            step(town, "confirm", owner), reservations.return_abandoned(town.db, MARKET)
        )
        assert (paid, returned) in ((True, 0), (False, 1))
        assert await counts(town, pool_id) == (1, 0, int(paid))


async def test_a_budget_counts_minor_units_beyond_what_an_integer_holds(town: Town) -> None:
    budget, much = await pool_of(town, 9_000_000_000, PoolKind.BUDGET), 8_999_999_999
    await hold(town, ids.uuid7(), Claim(budget, much))
    assert await answer(hold(town, ids.uuid7(), Claim(budget, 2))) == "sold_out"
    await hold(town, ids.uuid7(), Claim(budget, 1))


async def test_a_total_is_raised_and_lowered_but_not_below_what_is_gone(town: Town) -> None:
    pool_id, owner = await pool_of(town, 4), ids.uuid7()
    await hold(town, owner, Claim(pool_id, 3))

    async def resize(total: int) -> None:
        async with town.db.work() as work:
            await reservations.resize_pool(work, MARKET, pool_id, total)

    assert [await answer(resize(total)) for total in (2, 3)] == ["below_sold", "done"]
    assert await answer(hold(town, ids.uuid7(), Claim(pool_id, 1))) == "sold_out"
    await resize(5)
    await hold(town, ids.uuid7(), Claim(pool_id, 2))


async def test_units_of_one_pool_come_back_and_those_of_another_stay(town: Town) -> None:
    one, other, owner = await pool_of(town, 5), await pool_of(town, 5), ids.uuid7()
    await hold(town, owner, Claim(one, 2), Claim(other, 3))
    await step(town, "confirm", owner)
    async with town.db.work() as work:
        await reservations.return_units(work, MARKET, owner, 2, [one])
    assert [await counts(town, pool_id) for pool_id in (one, other)] == [(5, 0, 0), (5, 0, 3)]
    async with town.db.read() as reader:
        held = {hold.pool_id: hold for hold in await reservations.holds_of(reader, MARKET, owner)}
    assert (held[one].state, held[one].quantity, held[one].returned) == (HoldState.RETURNED, 2, 2)
    assert (held[other].state, held[other].returned) == (HoldState.CONFIRMED, 0)


@pytest.mark.parametrize("fault", ["twice", "too late"])
async def test_a_hold_that_is_none_is_an_error(town: Town, fault: str) -> None:
    pool_id = await pool_of(town, 5)
    claims = [Claim(pool_id, 1)] * (2 if fault == "twice" else 1)
    with pytest.raises(ValueError, match="once" if fault == "twice" else "future"):
        await hold(town, ids.uuid7(), *claims, until=town.clock.at if fault == "too late" else None)


class Model:
    """One shared pool and one person's, as a child would count."""

    def __init__(self, total: int) -> None:
        self.total = {"shared": total, "mine": LIMIT}
        self.holds: dict[int, tuple[str, int, int, bool]] = {}  # state, quantity, returned, expires

    def used(self) -> int:
        return sum(n - back for state, n, back, _ in self.holds.values() if state != "returned")

    def fits(self, more: int) -> str:
        if self.used() + more > self.total["mine"]:
            return "limit_reached"
        return "sold_out" if self.used() + more > self.total["shared"] else "done"


STEPS = st.tuples(
    st.sampled_from(["hold", "hold for a minute", "confirm", "give_back", "take_again", "return", "tick"]),
    st.integers(0, 3),
    st.integers(1, 3),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(0, 5), steps=st.lists(STEPS, max_size=25))
async def test_any_course_of_events_ends_where_a_simple_model_ends(
    town: Town, total: int, steps: list[tuple[str, int, int]]
) -> None:
    # What the course before has left held is over.
    town.clock.move_on(MINUTE)
    await reservations.return_abandoned(town.db, MARKET)
    shared, mine = await pool_of(town, total), ids.uuid7()
    owners, model = [ids.uuid7() for _ in range(4)], Model(total)
    for verb, who, quantity in steps:
        state, had, back, expires = model.holds.get(who, ("none", 0, 0, False))
        if verb.startswith("hold"):
            if state != "none":
                continue
            claims = (Claim(shared, quantity), Claim(mine, quantity, personal_limit=LIMIT))
            until = town.clock.at + MINUTE if verb != "hold" else None
            assert await answer(hold(town, owners[who], *claims, until=until)) == model.fits(quantity)
            if model.fits(quantity) == "done":
                model.holds[who] = ("held", quantity, 0, until is not None)
        elif verb == "tick":
            town.clock.move_on(MINUTE)
            due = [n for n, (s, _, _, e) in model.holds.items() if s == "held" and e]
            assert await reservations.return_abandoned(town.db, MARKET) == len(due)
            for number in due:
                n = model.holds[number][1]
                model.holds[number] = ("returned", n, n, True)
        elif verb == "return":
            async with town.db.work() as work:
                await reservations.return_units(work, MARKET, owners[who], quantity)
            if state == "confirmed" and had - back >= quantity:
                rest = had - back - quantity
                model.holds[who] = ("confirmed" if rest else "returned", had, back + quantity, expires)
        else:
            fine = (
                state == "held" if verb != "take_again" else state == "returned" and model.fits(had) == "done"
            )
            assert await step(town, verb, owners[who]) is fine
            if fine:
                to = {"confirm": "confirmed", "give_back": "returned", "take_again": "held"}[verb]
                kept = expires and verb != "take_again"
                model.holds[who] = (to, had, had if to == "returned" else 0, kept)
        held = sum(n for s, n, _, _ in model.holds.values() if s == "held")
        assert await counts(town, shared) == (total, held, model.used() - held)


async def test_many_lives_at_once_over_few_pools_add_up(town: Town) -> None:
    pools = [await pool_of(town, 15) for _ in range(3)]
    people = [ids.uuid7() for _ in range(4)]
    dice = random.Random(20261122)
    ends: list[tuple[UUID, int, str]] = []

    async def life(number: int) -> None:
        owner, quantity = ids.uuid7(), dice.randint(1, 2)
        claims = [Claim(pool, quantity) for pool in dice.sample(pools, dice.randint(1, 3))]
        until = town.clock.at + MINUTE if number % 3 == 0 else None
        personal = Claim(people[number % 4], quantity, personal_limit=20)
        if await answer(hold(town, owner, *claims, personal, until=until)) != "done":
            return
        verbs = [["confirm", "give_back"], ["confirm", "confirm"], ["give_back", "give_back"]][number % 3]
        did = await asyncio.gather(*(step(town, verb, owner) for verb in verbs))
        assert sum(did) == 1  # confirmed or returned, once
        async with town.db.read() as reader:
            [state] = {one.state for one in await reservations.holds_of(reader, MARKET, owner)}
        ends.extend((claim.pool_id, quantity, state) for claim in claims)

    async with asyncio.timeout(60):
        await asyncio.gather(*(life(number) for number in range(90)))
    for pool_id in pools:
        taken = sum(n for pool, n, state in ends if pool == pool_id and state == "confirmed")
        assert await counts(town, pool_id) == (15, 0, taken)
        assert taken <= 15
