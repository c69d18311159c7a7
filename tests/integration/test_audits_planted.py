"""The checker can fail: each planted fault is found by the question that is about it, and named."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import audits, ledger, merchants, stock
from tests.integration.planted_faults import PLANTED
from tests.integration.trade_stage import MARKET, MERCHANT, STORE, Town, open_town


@pytest_asyncio.fixture(scope="module")
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    """Trade of every kind. Faults are planted in a transaction that is rolled back."""
    async with open_town(postgres) as town:
        deal = await town.deal(price=1000, stock=10, per_person=5)
        _, held = await town.bought(deal, 3)
        await town.redeem(held[0])
        await town.undo(await town.redeem(held[1]))
        await town.review(held[0])
        _, (taken_back,) = await town.bought(deal, 1)
        mistaken = await town.redeem(taken_back)
        await town.review(taken_back)
        await town.undo(mistaken)
        back, _ = await town.bought(deal, 2)
        await town.refund(back)
        await town.cancel(await town.place(deal))
        await town.place(deal)
        await town.work_off()
        await set_aside(town)
        await stock_up(town)
        await ledger.seal(town.db, MARKET)
        yield town


async def set_aside(town: Town) -> None:
    """Of what the merchant has earned: one posted, one voided, one that waits."""
    payable = ledger.Account(f"merchant:{MERCHANT}", ledger.Purpose.PAYABLE, "CNY")
    payouts = ledger.Account("market", ledger.Purpose.PAYOUTS, "CNY")
    move = ledger.Move(payable, payouts, Money(10, "CNY"), "payout", MERCHANT)
    async with town.db.work() as work:
        expires_at = work.now + timedelta(days=30)
        posted, voided, _ = await ledger.pend(work, MARKET, move, move, move, expires_at=expires_at)
        await ledger.post(work, MARKET, [posted])
        await ledger.void(work, MARKET, [voided])


async def stock_up(town: Town) -> None:
    """Five of an article, of which one is on its way to a second store."""
    article, other = ids.uuid7(), ids.uuid7()
    place = {"trade": "restaurant", "lat": 30.25, "lon": 120.16, "merchant_id": MERCHANT}
    async with town.db.work() as work:
        second = merchants.Store(store_id=other, slug="lao-wang-2", name="老王二店", **place)
        await merchants.list_store(work, MARKET, second)
        await stock.receive(work, MARKET, STORE, {article: 5}, town.key())
        await stock.send_transfer(work, MARKET, STORE, other, {article: 1}, town.key())


async def findings(reader: Reader) -> dict[str, audits.Finding]:
    return {finding.check: finding for finding in await audits.check(reader, MARKET)}


async def test_a_market_where_all_went_well_has_only_fine_findings(town: Town) -> None:
    async with town.db.read() as reader:
        found = await findings(reader)
    assert [finding for finding in found.values() if not finding.fine] == []
    assert len(found) == len(audits.QUESTIONS) == len({one.key for one in found.values()})
    assert {question for _, question in PLANTED.values()} == set(found)


# What is no fault of the books, and the notice that must tell of it.
WAITING = {
    "a held payment": (
        "UPDATE payments.intents SET state = 'held' WHERE state <> 'paid' RETURNING order_id",
        "payments that wait for a person",
    ),
    "a payment that was taken twice": (
        "INSERT INTO payments.loose_ends (market_id, loose_end_id, intent_id, kind, told_minor,"
        " told_currency, provider, provider_ref, noted_at) SELECT market_id, gen_random_uuid(), intent_id,"
        " 'paid_twice', amount_minor, currency, provider, 'pay_2', now() FROM payments.intents"
        " WHERE state = 'paid'"
        " RETURNING (SELECT order_id FROM payments.intents AS i WHERE i.intent_id = loose_ends.intent_id)",
        "payments that wait for a person",
    ),
    "a refund that was refused": (
        "UPDATE payments.refunds SET state = 'failed' RETURNING order_id",
        "refunds that the provider refused",
    ),
}


async def told(reader: Reader) -> dict[str, audits.Finding]:
    return {notice.check: notice for notice in await audits.notices(reader, MARKET)}


async def test_what_is_under_way_is_said_and_nothing_else(town: Town) -> None:
    async with town.db.read() as reader:
        [notice] = (await told(reader)).values()
    assert notice.key == "in_transit"
    assert "payouts of market: 10 minor CNY" in notice.facts
    assert "refunds of provider:sandbox: 2000 minor CNY" in notice.facts


async def test_a_tail_that_grows_old_is_said(town: Town) -> None:
    payouts = ledger.Account("market", ledger.Purpose.PAYOUTS, "CNY")
    fees = ledger.Account("market", ledger.Purpose.FEES, "CNY")
    async with town.db.work() as work:
        await ledger.transfer(work, 77, ledger.Move(fees, payouts, Money(1, "CNY"), "test", MERCHANT))
        reader = Reader(work._connection, work.now + timedelta(seconds=61))
        found = {notice.key: notice for notice in await audits.notices(reader, 77)}
        assert found["tail"].facts == "3 entries, the oldest for 61 s"
        young = {notice.key for notice in await audits.notices(work, 77)}
    assert "tail" not in young
    await ledger.seal(town.db, 77)


@pytest.mark.parametrize("what", sorted(WAITING))
async def test_what_waits_for_a_person_is_a_notice_and_no_fault(town: Town, what: str) -> None:
    plant, question = WAITING[what]
    pool = await open_pool(town.url, role=None, size=1)
    try:
        async with pool.acquire() as superuser:
            transaction = superuser.transaction()
            await transaction.start()
            planted = [row[0] for row in await superuser.fetch(plant)]
            reader = Reader(superuser, town.clock.at)
            notice = (await told(reader))[question]
            assert all(finding.fine for finding in await audits.check(reader, MARKET))
            await transaction.rollback()
    finally:
        await pool.close()
    assert (notice.check, notice.bad) == (question, len(planted))
    assert any(str(order_id) in notice.facts for order_id in planted)


@pytest.mark.parametrize("fault", sorted(PLANTED))
async def test_a_planted_fault_is_found_and_named(town: Town, fault: str) -> None:
    plant, question = PLANTED[fault]
    pool = await open_pool(town.url, role=None, size=1)
    try:
        async with pool.acquire() as superuser:
            transaction = superuser.transaction()
            await transaction.start()
            await superuser.execute("SET LOCAL session_replication_role = replica")
            planted = [row[0] for row in await superuser.fetch(plant)]
            found = await findings(Reader(superuser, town.clock.at))
            await transaction.rollback()
    finally:
        await pool.close()
    assert planted, "nothing was planted"
    assert not found[question].fine
    assert planted[0] is None or any(str(name) in found[question].facts for name in planted)


async def test_an_expired_voucher_whose_money_never_goes_back_is_found_once_its_errand_has_run(
    town: Town,
) -> None:
    """Until then its announcement says where the money is."""
    question = "each order's money in escrow is what its vouchers say"
    pool = await open_pool(town.url, role=None, size=1)
    try:
        async with pool.acquire() as superuser:
            transaction = superuser.transaction()
            await transaction.start()
            expired = await superuser.fetchrow(
                "UPDATE vouchers.vouchers SET state = 'expired' WHERE voucher_id = (SELECT voucher_id FROM"
                " vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING order_id, value_minor"
            )
            assert not (await findings(Reader(superuser, town.clock.at)))[question].fine
            await _announce(superuser, expired["order_id"], expired["value_minor"])
            assert (await findings(Reader(superuser, town.clock.at)))[question].fine
            await superuser.execute(
                "INSERT INTO kernel.deliveries SELECT market_id, announcement_id, 'refund_expired', now()"
                " FROM kernel.outbox WHERE event = 'VoucherExpired'"
            )
            assert not (await findings(Reader(superuser, town.clock.at)))[question].fine
            await transaction.rollback()
    finally:
        await pool.close()


async def _announce(connection: asyncpg.Connection, order_id: object, value_minor: int) -> None:
    payload = f'{{"order_id": "{order_id}", "value_minor": {value_minor}}}'.encode()
    await connection.execute(
        "INSERT INTO kernel.outbox VALUES ($1, gen_random_uuid(), 'VoucherExpired', $2, now(), now())",
        MARKET,
        payload,
    )
