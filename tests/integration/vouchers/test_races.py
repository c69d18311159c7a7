"""Several counters, a refund and the timetable at one voucher at once, each on a connection of its own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest_asyncio

from linli.kernel import sql
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.events import Event
from linli.kernel.ids import derived
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import vouchers
from tests.integration.vouchers.stage import (
    GUEST,
    HOUR,
    MARKET,
    MEI,
    NOON,
    STORE,
    bought,
    own_database,
    taken,
)

# As many tries as connections, so that none waits for another before it reaches the database.
AT_ONCE = COUNTERS = 20


@pytest_asyncio.fixture(scope="module")
async def counters(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a database of this file's own, because what happens here is really committed."""
    pool = await open_pool(await own_database(postgres), size=COUNTERS)
    yield pool
    await pool.close()


@pytest_asyncio.fixture
async def db(counters: asyncpg.Pool, journey: Journey) -> AsyncIterator[Database]:
    yield Database(counters, journey, clock=lambda: NOON)
    async with counters.acquire() as connection:
        await connection.execute("SET ROLE postgres; TRUNCATE vouchers.vouchers, vouchers.redemptions")
        await connection.execute("TRUNCATE vouchers.codes, kernel.idempotency_keys; SET ROLE linli_app")


async def _answer(act: Awaitable[object]) -> str:
    try:
        await act
    except Refusal as refusal:
        return refusal.code
    return "done"


async def _take(db: Database, code: str, key: str | None = None) -> vouchers.Redeemed:
    async with db.work() as work:
        return await taken(work, code, key=key)


async def _one(db: Database, **terms: Any) -> vouchers.Voucher:
    async with db.work() as work:
        return (await bought(work, **terms))[0]


async def _redemption_rows(db: Database) -> int | None:
    counting = sql.Statement(
        "count", "test", "SELECT count(*) FROM vouchers.redemptions WHERE market_id = $1", ""
    )
    async with db.read() as reader:
        return await reader.value(int, counting, MARKET)


async def test_twenty_counters_that_try_one_code_at_once_redeem_it_once(
    db: Database, heard: list[Event]
) -> None:
    voucher = await _one(db)
    answers = Counter(await asyncio.gather(*(_answer(_take(db, voucher.code)) for _ in range(AT_ONCE))))
    assert answers == {"done": 1, "voucher_used": AT_ONCE - 1}
    assert await _redemption_rows(db) == 1
    assert len(heard) == 1


async def test_the_same_request_sent_twenty_times_at_once_gets_one_receipt(
    db: Database, heard: list[Event]
) -> None:
    voucher = await _one(db)
    receipts = await asyncio.gather(*(_take(db, voucher.code, "one key") for _ in range(AT_ONCE)))
    assert len({receipt.redemption.redemption_id for receipt in receipts}) == 1
    assert await _redemption_rows(db) == 1
    assert len(heard) == 1


async def test_twenty_undoings_at_once_undo_once(db: Database, heard: list[Event]) -> None:
    voucher = await _one(db)
    done = await _take(db, voucher.code)

    async def undo() -> None:
        async with db.work() as work:
            await vouchers.undo_redemption(work, MARKET, done.redemption.redemption_id, STORE, MEI, HOUR)

    answers = Counter(await asyncio.gather(*(_answer(undo()) for _ in range(AT_ONCE))))
    assert answers == {"done": 1, "redemption_undone": AT_ONCE - 1}
    assert await _redemption_rows(db) == 2
    assert len(heard) == 2


async def test_a_refund_and_a_redemption_at_once_never_both_get_the_voucher(db: Database) -> None:
    codes = [await _one(db, order=f"order {number}") for number in range(AT_ONCE)]

    async def refund(number: int) -> int:
        async with db.work() as work:
            return len(await vouchers.void_for_refund(work, MARKET, derived(f"order {number}"), GUEST))

    async def both(number: int) -> tuple[str, int]:
        answer, voided = await asyncio.gather(_answer(_take(db, codes[number].code)), refund(number))
        return answer, voided

    outcomes = set(await asyncio.gather(*(both(number) for number in range(AT_ONCE))))
    assert outcomes <= {("done", 0), ("voucher_refunded", 1)}


async def test_a_refused_redemption_leaves_nothing_behind_and_frees_its_key(db: Database) -> None:
    voucher = await _one(db, usable="Su")
    assert await _answer(_take(db, voucher.code, "k")) == "voucher_not_usable_now"
    assert await _redemption_rows(db) == 0
    async with db.read() as reader:
        assert await vouchers.voucher(reader, MARKET, voucher.voucher_id) == voucher
    db.clock = lambda: NOON + timedelta(days=6)
    assert await _answer(_take(db, voucher.code, "k")) == "done"


async def test_the_timetable_expires_what_is_due_in_batches_and_announces_each(
    db: Database, heard: list[Event]
) -> None:
    async with db.work() as work:
        await bought(work, order="due", quantity=230, valid_until=NOON)
        await bought(work, order="not due", quantity=3, valid_until=NOON + timedelta(microseconds=1))
    assert await vouchers.expire_due(db, MARKET) == 230
    assert {type(event) for event in heard} == {vouchers.VoucherExpired}
    assert len({event.voucher_id for event in heard if isinstance(event, vouchers.VoucherExpired)}) == 230
    async with db.read() as reader:
        states = Counter(v.state for v in await vouchers.vouchers_of_order(reader, MARKET, derived("due")))
    assert states == {vouchers.VoucherState.EXPIRED: 230}
    assert await vouchers.expire_due(db, MARKET) == 0


async def test_the_timetable_leaves_used_and_refunded_vouchers_and_other_markets_alone(db: Database) -> None:
    used = await _one(db, order="used", valid_until=NOON + HOUR)
    await _one(db, order="back", valid_until=NOON + HOUR)
    await _take(db, used.code)
    async with db.work() as work:
        await vouchers.void_for_refund(work, MARKET, derived("back"), GUEST)
    await _one(db, order="waiting", valid_until=NOON + HOUR)
    db.clock = lambda: NOON + 2 * HOUR
    assert await vouchers.expire_due(db, MARKET + 1) == 0
    assert await vouchers.expire_due(db, MARKET) == 1


async def test_two_timetables_at_once_expire_each_voucher_once(db: Database, heard: list[Event]) -> None:
    async with db.work() as work:
        await bought(work, quantity=350, valid_until=NOON)
    shares = await asyncio.gather(*(vouchers.expire_due(db, MARKET) for _ in range(4)))
    assert sum(shares) == len(heard) == 350


async def test_an_expiry_passes_over_a_voucher_that_a_counter_holds(db: Database) -> None:
    voucher = await _one(db, valid_until=NOON + timedelta(seconds=1))
    async with db.work() as counter:
        await taken(counter, voucher.code)
        later = Database(db.pool, db.journey, clock=lambda: NOON + HOUR)
        assert await asyncio.wait_for(vouchers.expire_due(later, MARKET), 5) == 0
    async with db.read() as reader:
        assert (await vouchers.voucher(reader, MARKET, voucher.voucher_id)).state == "redeemed"
