"""Money set aside: it counts at once where it leaves, and ends once, whoever asks."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.ledger import Purpose
from tests.integration.ledger_stage import (
    MARKET,
    account,
    balance,
    move,
    pend,
    post,
    standing,
    transfer,
    void,
)
from tests.integration.trade_stage import Town, answer, open_town

HOUR = timedelta(hours=1)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=20) as town:
        yield town
        async with town.db.read() as reader:
            assert await ledger.balance_drift(reader, MARKET) == []


@pytest.fixture
def db(town: Town) -> Database:
    return town.db


async def purse_of(db: Database, minor: int) -> tuple[ledger.Account, ledger.Account]:
    """A limited account that holds so much, and one that money can go to."""
    purse, shop = account(Purpose.PAYABLE), account(Purpose.PAYOUTS)
    await transfer(db, move(account(Purpose.CLEARING), purse, minor))
    return purse, shop


async def test_what_is_set_aside_cannot_be_spent_and_arrives_only_when_posted(db: Database) -> None:
    purse, shop = await purse_of(db, 100)
    other = account(Purpose.DEPOSIT)
    [pending] = await pend(db, move(purse, other, 70))
    assert await answer(transfer(db, move(purse, shop, 31))) == "insufficient_balance"
    assert await answer(pend(db, move(purse, shop, 31))) == "insufficient_balance"
    assert await answer(transfer(db, move(other, shop, 1))) == "insufficient_balance"
    mine, theirs = await standing(db, purse), await standing(db, other)
    assert (mine.balance_minor, mine.leaving_minor, mine.available_minor) == (100, 70, 30)
    assert (theirs.balance_minor, theirs.arriving_minor, theirs.available_minor) == (0, 70, 0)
    [made] = await post(db, pending)
    assert (await balance(db, purse), await balance(db, other)) == (30, 70)
    assert (await standing(db, purse)).leaving_minor == 0
    async with db.read() as reader:
        found = (await ledger.pendings(reader, MARKET, [pending]))[pending]
        lines = (await ledger.movements(reader, MARKET, other)).items
    assert found.outcome == "posted"
    assert [line.transfer_id for line in lines] == [made]


async def test_what_is_voided_is_free_again(db: Database) -> None:
    purse, shop = await purse_of(db, 100)
    both = await pend(db, move(purse, shop, 60), move(purse, shop, 40))
    await void(db, *both)
    await transfer(db, move(purse, shop, 100))
    assert await balance(db, purse) == 0


async def test_a_smaller_amount_is_posted_and_the_rest_is_free(db: Database) -> None:
    purse, shop = await purse_of(db, 100)
    [pending] = await pend(db, move(purse, shop, 80))
    await post(db, pending, amounts={pending: Money(30, "CNY")})
    assert (await standing(db, purse)).available_minor == 70
    for wrong in (Money(0, "CNY"), Money(81, "CNY"), Money(1, "EUR")):
        [other] = await pend(db, move(purse, shop, 10))
        with pytest.raises(ValueError, match="at most what was set aside"):
            await post(db, other, amounts={other: wrong})
        await void(db, other)


@pytest.mark.parametrize(("first", "code"), [("post", "pending_posted"), ("void", "pending_voided")])
async def test_a_second_outcome_is_refused_by_the_name_of_the_first(
    db: Database, first: str, code: str
) -> None:
    purse, shop = await purse_of(db, 10)
    [pending] = await pend(db, move(purse, shop, 10))
    await {"post": post, "void": void}[first](db, pending)
    assert [await answer(post(db, pending)), await answer(void(db, pending))] == [code, code]


async def test_of_posts_and_voids_at_once_exactly_one_wins(db: Database) -> None:
    for _ in range(5):
        purse, shop = await purse_of(db, 10)
        [pending] = await pend(db, move(purse, shop, 10))
        ends = await asyncio.gather(*(answer((post, void)[n % 2](db, pending)) for n in range(16)))
        counted = Counter(ends)
        assert counted["done"] == 1, counted
        posted = counted["pending_posted"] == 15
        assert posted or counted["pending_voided"] == 15
        assert await balance(db, purse) == (0 if posted else 10)
        assert (await standing(db, purse)).leaving_minor == 0


async def test_what_is_over_expires_once_and_can_no_longer_be_posted(town: Town) -> None:
    db = town.db
    purse, shop = await purse_of(db, 10)
    [pending] = await pend(db, move(purse, shop, 10), expires_at=town.clock.at + HOUR)
    assert await ledger.expire_pending(db, MARKET) == 0
    town.clock.move_on(HOUR)
    assert await answer(post(db, pending)) == "pending_expired"
    ran = await asyncio.gather(*(ledger.expire_pending(db, MARKET) for _ in range(4)))
    assert sum(ran) == 1
    assert await answer(void(db, pending)) == "pending_expired"
    assert (await standing(db, purse)).available_minor == 10


async def test_what_never_expires_is_posted_however_late(town: Town) -> None:
    purse, shop = await purse_of(town.db, 10)
    [pending] = await pend(town.db, move(purse, shop, 10))
    town.clock.move_on(timedelta(days=400))
    assert await ledger.expire_pending(town.db, MARKET) == 0
    await post(town.db, pending)
    assert await balance(town.db, purse) == 0


async def test_several_outcomes_happen_together_or_not_at_all(db: Database) -> None:
    purse, shop = await purse_of(db, 30)
    one, two, three = await pend(db, *(move(purse, shop, 10) for _ in range(3)))
    await void(db, two)
    assert await answer(post(db, one, two, three)) == "pending_voided"
    assert await answer(post(db, one, ids.uuid7())) == "not_found"
    assert await balance(db, purse) == 30
    await post(db, one, three)
    assert (await balance(db, purse), await balance(db, shop)) == (10, 20)
    with pytest.raises(ValueError, match="named once"):
        await post(db, one, one)


async def test_an_expiry_of_the_past_and_an_early_expiry_are_errors(town: Town) -> None:
    purse, shop = await purse_of(town.db, 10)
    with pytest.raises(ValueError, match="future"):
        await pend(town.db, move(purse, shop, 1), expires_at=town.clock.at)
    [pending] = await pend(town.db, move(purse, shop, 1), expires_at=town.clock.at + HOUR)
    with pytest.raises(ValueError, match="over"):
        async with town.db.work() as work:
            await ledger.expire(work, MARKET, [pending])


async def test_an_account_may_owe_up_to_its_credit_limit(db: Database) -> None:
    purse, shop = await purse_of(db, 10)

    async def limit(minor: int) -> None:
        async with db.work() as work:
            await ledger.set_credit_limit(work, MARKET, purse, Money(minor, "CNY"), "a test")

    await limit(50)
    await transfer(db, move(purse, shop, 40))
    [pending] = await pend(db, move(purse, shop, 20))
    assert await answer(transfer(db, move(purse, shop, 1))) == "insufficient_balance"
    assert await answer(limit(49)) == "credit_limit_in_use"
    await void(db, pending)
    await limit(30)
    assert (await standing(db, purse)).available_minor == 0
    await transfer(db, move(shop, purse, 5))  # what makes it better is never refused
    fresh = account(Purpose.COURIER)
    async with db.work() as work:
        await ledger.set_credit_limit(work, MARKET, fresh, Money(7, "CNY"), "a test")
    assert [await answer(transfer(db, move(fresh, shop, minor))) for minor in (8, 7)] == [
        "insufficient_balance",
        "done",
    ]


@pytest.mark.parametrize("wrong", ["unlimited", "negative", "currency"])
async def test_a_credit_limit_that_is_none_is_an_error(db: Database, wrong: str) -> None:
    of = account(Purpose.CLEARING if wrong == "unlimited" else Purpose.PAYABLE)
    limit = Money(-1 if wrong == "negative" else 1, "EUR" if wrong == "currency" else "CNY")
    with pytest.raises(ValueError, match="credit limit"):
        async with db.work() as work:
            await ledger.set_credit_limit(work, MARKET, of, limit, "a test")


async def test_many_at_once_over_few_accounts_never_wait_in_a_circle_nor_overdraw(db: Database) -> None:
    bank = account(Purpose.BANK)
    purses = [account(Purpose.PAYABLE) for _ in range(3)]

    async def life(number: int) -> None:
        here, there = purses[number % 3], purses[(number + 1) % 3]
        await transfer(db, move(bank, here, 10), move(bank, there, 5))
        [pending] = await pend(db, move(here, there, 3))
        await answer(transfer(db, move(there, here, 4)))
        await (post if number % 2 else void)(db, pending)

    async with asyncio.timeout(30):
        await asyncio.gather(*(life(number) for number in range(40)))
    held = [await standing(db, one) for one in purses]
    assert sum(one.balance_minor for one in held) == 600
    assert all(one.leaving_minor == one.arriving_minor == 0 for one in held)


STEPS = st.tuples(
    st.sampled_from(["transfer", "pend", "post", "part", "void"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 30),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
async def test_any_course_of_events_ends_where_a_simple_model_ends(
    db: Database, steps: list[tuple[str, int, int, int]]
) -> None:
    accounts = [account(p) for p in (Purpose.BANK, Purpose.PAYABLE, Purpose.PAYABLE, Purpose.DEPOSIT)]
    held: dict[int, int] = defaultdict(int)
    aside: dict[int, int] = defaultdict(int)
    waiting: list[tuple[ids.uuid.UUID, int, int, int]] = []
    for verb, debit, credit, minor in steps:
        if verb in ("transfer", "pend"):
            if debit == credit:
                continue
            fine = not accounts[debit].limited or held[debit] - aside[debit] >= minor
            wish = move(accounts[debit], accounts[credit], minor)
            if verb == "transfer":
                assert await answer(transfer(db, wish)) == ("done" if fine else "insufficient_balance")
                if fine:
                    held[debit], held[credit] = held[debit] - minor, held[credit] + minor
            elif not fine:
                assert await answer(pend(db, wish)) == "insufficient_balance"
            else:
                [pending] = await pend(db, wish)
                waiting.append((pending, debit, credit, minor))
                aside[debit] += minor
        elif waiting:
            pending, debit, credit, whole = waiting.pop(minor % len(waiting))
            aside[debit] -= whole
            if verb == "void":
                await void(db, pending)
                continue
            part = min(whole, minor) if verb == "part" else whole
            await post(db, pending, amounts={pending: Money(part, "CNY")})
            held[debit], held[credit] = held[debit] - part, held[credit] + part
    for number, one in enumerate(accounts):
        found = await standing(db, one)
        assert (found.balance_minor, found.leaving_minor) == (held[number], aside[number])
