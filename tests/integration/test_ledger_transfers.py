"""The ledger: whatever is asked of it, in whatever order, the books balance and no limited account owes."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal
from linli.modules import ledger
from tests.integration.trade_stage import Town, answer, open_town

MARKET = 8  # no town's own: these transfers are only transfers
SUBJECT = ids.derived("subject")
PURPOSES = (ledger.Purpose.CLEARING, ledger.Purpose.ESCROW, ledger.Purpose.PAYABLE)
ACCOUNTS = [ledger.Account(f"o{i}", purpose, "CNY") for i in range(2) for purpose in PURPOSES]
wishes = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 50)).filter(lambda m: m[0] != m[1]),
    min_size=1,
    max_size=4,
)


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres, size=20) as town:
        yield town


@pytest.fixture
def db(town: Town) -> Database:
    return town.db


def move(debit: ledger.Account, credit: ledger.Account, minor: int) -> ledger.Move:
    return ledger.Move(debit, credit, Money(minor, debit.currency), "test", SUBJECT)


def account(purpose: ledger.Purpose, currency: str = "CNY") -> ledger.Account:
    """One that no other test knows."""
    return ledger.Account(str(ids.uuid7()), purpose, currency)


async def balance(db: Database, of: ledger.Account, market: int = MARKET) -> int:
    async with db.read() as reader:
        return (await ledger.balance(reader, market, of)).minor


async def transfer(db: Database, *moves: ledger.Move, market: int = MARKET) -> None:
    async with db.work() as work:
        await ledger.transfer(work, market, *moves)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(wishes, min_size=1, max_size=8), market=st.integers(1000, 10**9))
async def test_any_batches_move_exactly_what_a_simple_model_says(
    db: Database, batches: list[list[tuple[int, int, int]]], market: int
) -> None:
    model: dict[int, int] = defaultdict(int)
    async with db.read() as reader:
        if await ledger.totals(reader, market):
            return  # a market that an earlier example used
    for batch in batches:
        after = model.copy()
        for debit, credit, minor in batch:
            after[debit] -= minor
            after[credit] += minor
        fine = all(after[i] >= 0 for i, one in enumerate(ACCOUNTS) if one.limited)
        moves = [move(ACCOUNTS[d], ACCOUNTS[c], minor) for d, c, minor in batch]
        assert await answer(transfer(db, *moves, market=market)) == (
            "done" if fine else "insufficient_balance"
        )
        model = after if fine else model
    for number, one in enumerate(ACCOUNTS):
        assert await balance(db, one, market) == model[number]
    async with db.read() as reader:
        totals = await ledger.totals(reader, market)
        assert sum(t.debits_minor for t in totals) == sum(t.credits_minor for t in totals)
        assert await ledger.balance_drift(reader, market) == []


async def test_fifty_spenders_of_one_limited_account_at_once_never_overdraw_it(db: Database) -> None:
    purse, shop = account(ledger.Purpose.PAYABLE), account(ledger.Purpose.CLEARING)
    await transfer(db, move(shop, purse, 100))
    ends = Counter(await asyncio.gather(*(answer(transfer(db, move(purse, shop, 7))) for _ in range(50))))
    assert ends == {"done": 14, "insufficient_balance": 36}
    assert await balance(db, purse) == 2


async def test_batches_over_the_same_accounts_in_opposite_order_never_wait_in_a_circle(db: Database) -> None:
    one, other = account(ledger.Purpose.PAYABLE), account(ledger.Purpose.ESCROW)
    bank = account(ledger.Purpose.CLEARING)
    await transfer(db, move(bank, one, 1000), move(bank, other, 1000))
    there, back = move(one, other, 1), move(other, one, 1)
    batches = [(there, move(bank, one, 1)) if n % 2 else (back, move(bank, other, 1)) for n in range(40)]
    async with asyncio.timeout(20):
        await asyncio.gather(*(transfer(db, *batch) for batch in batches))
    assert await balance(db, one) + await balance(db, other) == 2040


async def test_new_accounts_opened_by_many_at_once_open_once(db: Database) -> None:
    bank, fresh = account(ledger.Purpose.CLEARING), account(ledger.Purpose.PAYABLE)
    await asyncio.gather(*(transfer(db, move(bank, fresh, 5)) for _ in range(20)))
    assert await balance(db, fresh) == 100
    assert await balance(db, bank) == -100


async def test_one_bad_move_in_a_batch_undoes_the_others(db: Database) -> None:
    bank, purse, other = (account(p) for p in PURPOSES)
    with pytest.raises(Refusal) as refused:
        await transfer(db, move(bank, purse, 5), move(other, bank, 1))
    assert refused.value.params == {"purpose": "payable"}
    assert await balance(db, purse) == await balance(db, bank) == 0


@pytest.mark.parametrize("fault", ["nothing", "less than nothing", "to itself", "another currency"])
async def test_a_move_that_is_none_is_an_error(db: Database, fault: str) -> None:
    one, other = account(ledger.Purpose.CLEARING), account(ledger.Purpose.REFUNDS)
    wrong = {
        "nothing": move(one, other, 0),
        "less than nothing": move(one, other, -5),
        "to itself": move(one, one, 5),
        "another currency": move(one, account(ledger.Purpose.REFUNDS, "EUR"), 5),
    }[fault]
    with pytest.raises(ValueError, match="a move"):
        await transfer(db, wrong)


async def test_two_markets_and_two_currencies_never_share_a_balance(db: Database) -> None:
    yuan, euro = account(ledger.Purpose.PAYABLE), account(ledger.Purpose.PAYABLE, "EUR")
    same = ledger.Account(yuan.owner, yuan.purpose, "EUR")
    await transfer(db, move(account(ledger.Purpose.CLEARING), yuan, 9))
    assert same.account_id != yuan.account_id
    assert [await balance(db, one) for one in (yuan, same, euro)] == [9, 0, 0]
    assert await balance(db, yuan, MARKET + 1) == 0


async def test_a_statement_lists_each_movement_once_over_its_pages(db: Database) -> None:
    bank, purse = account(ledger.Purpose.CLEARING), account(ledger.Purpose.PAYABLE)
    for minor in range(1, 8):
        await transfer(db, move(bank, purse, minor))
    await transfer(db, move(purse, bank, 3))
    seen: list[int] = []
    cursor = None
    async with db.read() as reader:
        while True:
            page = await ledger.movements(reader, MARKET, purse, cursor, 3)
            seen += [line.amount_minor for line in page.items]
            if (cursor := page.next_cursor) is None:
                break
    assert seen == [-3, 7, 6, 5, 4, 3, 2, 1]
