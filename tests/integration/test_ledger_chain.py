"""The chain: everything is sealed, late ones too; whatever is touched afterwards is found."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel import clock, ids
from linli.kernel.database import Database, Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import audits, ledger
from linli.modules.ledger import Purpose, jobs
from linli.modules.ledger.chain import BEFORE_THE_FIRST, block_hash
from tests.integration.ledger_stage import MADE_ANEW, account, balance, move, pend, post, transfer
from tests.integration.own_database import Clock, own_database

MARKET = 8


@pytest_asyncio.fixture
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    async with own_database(postgres) as pair:
        yield pair


async def some_trade(db: Database, moved: Clock) -> None:
    """Entries of every kind, in several blocks."""
    purse, other, bank = account(Purpose.PAYABLE), account(Purpose.DEPOSIT), account(Purpose.BANK)
    await transfer(db, move(bank, purse, 1000))
    await ledger.seal(db, MARKET)
    moved.move_on(timedelta(seconds=30))
    kept, given_up, _ = await pend(
        db, *(move(purse, other, minor) for minor in (10, 20, 30)), expires_at=moved.at + timedelta(hours=1)
    )
    await post(db, kept)
    async with db.work() as work:
        await ledger.void(work, MARKET, [given_up])
    await ledger.seal(db, MARKET)
    moved.move_on(timedelta(hours=2))
    await ledger.expire_pending(db, MARKET)
    await transfer(db, move(purse, other, 5), move(bank, other, 7))
    await ledger.seal(db, MARKET)


async def look(db: Database) -> ledger.ChainReport:
    async with db.snapshot() as reader:
        return await ledger.verify_chain(reader, MARKET)


async def test_everything_is_sealed_and_the_chain_verifies(own: tuple[Database, Clock]) -> None:
    db, moved = own
    assert (await look(db)).whole
    await some_trade(db, moved)
    report = await look(db)
    assert report.whole
    assert (report.height, report.entries, report.tail) == (3, 13, 0)
    await transfer(db, move(account(Purpose.BANK), account(Purpose.FEES), 5))
    moved.move_on(timedelta(seconds=40))
    report = await look(db)
    assert report.whole
    assert report.tail == 3
    assert moved.at - (report.tail_since or moved.at) == timedelta(seconds=40)


async def test_one_that_commits_late_with_an_older_id_is_sealed_by_the_next_block(
    own: tuple[Database, Clock],
) -> None:
    db, moved = own
    bank, purse = account(Purpose.BANK), account(Purpose.PAYABLE)
    async with db.work() as late:
        [old] = await ledger.transfer(late, MARKET, move(bank, purse, 5))
        moved.move_on(timedelta(minutes=10))
        [new] = await transfer(db, move(account(Purpose.BANK), account(Purpose.PAYABLE), 7))
        assert old < new
        assert await ledger.seal(db, MARKET) == 3
        assert await ledger.seal(db, MARKET) == 0
    assert await ledger.seal(db, MARKET) == 3
    report = await look(db)
    assert (report.whole, report.height, report.tail) == (True, 2, 0)


async def test_many_workers_that_seal_at_once_make_one_chain(
    own: tuple[Database, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    db, _ = own
    monkeypatch.setattr(jobs, "BLOCK", 7)
    bank = account(Purpose.BANK)

    async def trade(number: int) -> int:
        await transfer(db, move(bank, account(Purpose.PAYABLE), number + 1))
        return await ledger.seal(db, MARKET)

    done = await asyncio.gather(*(trade(number) for number in range(40)))
    rest = await ledger.seal(db, MARKET)
    assert sum(done) + rest == 81
    assert (await look(db)).whole
    assert await balance(db, bank) == -sum(range(1, 41))


async def test_the_workers_hash_is_the_documented_text_and_the_databases(own: tuple[Database, Clock]) -> None:
    db, moved = own
    bank, fees = ledger.Account("market", Purpose.BANK, "CNY"), ledger.Account("market", Purpose.FEES, "CNY")
    [made] = await transfer(db, move(fees, bank, 12))
    await ledger.seal(db, MARKET)
    at = int(moved.at.timestamp()) * 1_000_000 + moved.at.microsecond
    opened = sorted(f"account|{a.account_id}|market|{a.purpose}|CNY|f|{at}" for a in (bank, fees))
    subject = ids.derived("subject")
    line = f"transfer|{made}|{fees.account_id}|{bank.account_id}|12|CNY|test|{subject}|{at}"
    async with db.read() as reader:
        state = await ledger.chain_state(reader, MARKET)
    assert state.hash == block_hash(MARKET, 1, BEFORE_THE_FIRST, moved.at, [*opened, line])
    assert (await look(db)).head == state.hash


REWRITTEN = """
UPDATE ledger.transfers SET amount_minor = amount_minor + 1
    WHERE transfer_id = (SELECT min(transfer_id::text)::uuid FROM ledger.transfers)
"""


async def test_a_history_that_was_rewritten_whole_differs_only_from_what_was_noted(
    own: tuple[Database, Clock], postgres: EmbeddedPostgres
) -> None:
    """As somebody who owns the database could do it: change a row, and seal everything anew."""
    db, moved = own
    await some_trade(db, moved)
    noted = (await look(db)).head
    question = audits.noted_head(3, noted)

    async def told() -> tuple[bool, str]:
        async with db.snapshot() as reader:
            found = await question.ask(reader, MARKET)
        return found.fine, found.facts

    assert await told() == (True, f"{noted.hex()} at height 3, as noted")
    async with db.pool.acquire() as connection:
        address = await connection.fetchval("SELECT current_database()")
    owner = await asyncpg.connect(postgres.url(address))
    await owner.execute(MADE_ANEW + REWRITTEN)
    await owner.close()
    await ledger.seal(db, MARKET)
    report = await look(db)
    assert (report.whole, report.height, report.tail) == (True, 1, 0)
    assert await told() == (False, f"noted {noted.hex()} at height 3, but the chain ends at height 1")
    for minor in (1, 2):
        await transfer(db, move(account(Purpose.BANK), account(Purpose.PAYABLE), minor))
        await ledger.seal(db, MARKET)
    report = await look(db)
    assert (report.whole, report.height) == (True, 3)
    assert await told() == (False, f"noted {noted.hex()} at height 3, but there it is {report.head.hex()}")


LAST = "(SELECT max(transfer_id::text)::uuid FROM ledger.transfers)"
FAULTS = {
    "an amount": f"UPDATE ledger.transfers SET amount_minor = amount_minor + 1 WHERE transfer_id = {LAST}",
    "a moment": "UPDATE ledger.transfers SET made_at = made_at + interval '1 microsecond'",
    "a subject": "UPDATE ledger.pendings SET subject_id = gen_random_uuid()",
    "an expiry": "UPDATE ledger.pendings SET expires_at = NULL",
    "an owner": "UPDATE ledger.accounts SET owner = 'merchant:other' WHERE purpose = 'deposit'",
    "an outcome": "UPDATE ledger.results SET outcome = 'expired' WHERE outcome = 'voided'",
    "a lost transfer": f"DELETE FROM ledger.transfers WHERE transfer_id = {LAST}",
    "a lost result": "DELETE FROM ledger.results WHERE outcome = 'expired'",
    "a slipped-in transfer": "INSERT INTO ledger.transfers SELECT market_id, gen_random_uuid(),"
    " debit_account_id, credit_account_id, 1, currency, kind, subject_id, made_at"
    " FROM ledger.transfers LIMIT 1",
    "an account from nowhere": "INSERT INTO ledger.accounts SELECT market_id, gen_random_uuid(), owner,"
    " purpose, currency, limited, opened_at FROM ledger.accounts LIMIT 1",
    "a lost block": "DELETE FROM ledger.blocks WHERE height = 2",
    "a lost last block": "DELETE FROM ledger.blocks WHERE height = 3",
    "a block of another time": "UPDATE ledger.blocks SET sealed_at = sealed_at + interval '1 s'",
    "an entry taken out of its block": "UPDATE ledger.blocks SET kinds = kinds[2:], entries = entries[2:]"
    " WHERE height = 3",
    "a hash": "UPDATE ledger.blocks SET hash = sha256(hash) WHERE height = 3",
    "a link": "UPDATE ledger.blocks SET previous_hash = sha256(hash) WHERE height = 2",
    "an entry in a block and in the tail": "INSERT INTO ledger.unsealed SELECT market_id, made_at,"
    " 'transfer', transfer_id FROM ledger.transfers LIMIT 1",
    "a tail without its entry": "INSERT INTO ledger.unsealed"
    " VALUES (8, now(), 'transfer', gen_random_uuid())",
}


@pytest_asyncio.fixture(scope="module")
async def sealed(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    """As the superuser, a ledger with three blocks."""
    async with own_database(postgres) as (db, moved):
        await some_trade(db, moved)
        async with db.pool.acquire() as connection:
            address = await connection.fetchval("SELECT current_database()")
        pool = await open_pool(postgres.url(address), role=None, size=1)
        async with pool.acquire() as superuser:
            yield superuser
        await pool.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_is_touched_afterwards_is_found(sealed: asyncpg.Connection, fault: str) -> None:
    transaction = sealed.transaction()
    await transaction.start()
    try:
        reader = Reader(sealed, clock.now())
        assert (await ledger.verify_chain(reader, MARKET)).whole
        await sealed.execute("SET LOCAL session_replication_role = replica")  # foreign keys look away
        status: Any = await sealed.execute(FAULTS[fault])
        assert status.split()[-1] != "0"
        report = await ledger.verify_chain(reader, MARKET)
        assert not report.whole, fault
        assert report.said
    finally:
        await transaction.rollback()


async def test_balances_are_the_same_before_and_after_sealing(own: tuple[Database, Clock]) -> None:
    db, _ = own
    bank, purse, fees = account(Purpose.BANK), account(Purpose.PAYABLE), account(Purpose.FEES)

    async def books() -> list[Any]:
        async with db.read() as reader:
            page = await ledger.accounts(reader, MARKET, Purpose.BANK)
            return [await ledger.totals(reader, MARKET), page.items, await balance(db, bank)]

    for minor in range(1, 6):
        await transfer(db, move(bank, purse, minor * 10), move(fees, bank, minor))
        before = await books()
        if minor % 2:
            await ledger.seal(db, MARKET)
        assert await books() == before
    assert await balance(db, bank) == -150 + 15
    async with db.read() as reader:
        assert await ledger.snapshot_drift(reader, MARKET) == []
