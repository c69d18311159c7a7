"""The checker can fail: each planted fault is found by the question that is about it, and named."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import audits
from tests.integration.trade_stage import MARKET, Town, open_town

# What is planted as the superuser, what it names, and the question that must find it.
PLANTED = {
    "a lost ledger row": (
        "DELETE FROM ledger.transfers WHERE transfer_id = (SELECT min(transfer_id::text)::uuid FROM"
        " ledger.transfers WHERE kind = 'released') RETURNING NULL",
        "kept balances equal their transfers",
    ),
    "a drifted balance": (
        "UPDATE ledger.balances SET balance_minor = balance_minor + 1 WHERE account_id IN"
        " (SELECT account_id FROM ledger.balances WHERE balance_minor > 0 LIMIT 1) RETURNING account_id",
        "kept balances equal their transfers",
    ),
    "an account that owes": (
        "UPDATE ledger.transfers SET amount_minor = amount_minor * 2 WHERE kind = 'refund_due'"
        " RETURNING debit_account_id",
        "no limited account is below zero, added up from its transfers",
    ),
    "a transfer between two currencies": (
        "UPDATE ledger.transfers SET currency = 'EUR' WHERE transfer_id = (SELECT transfer_id FROM"
        " ledger.transfers LIMIT 1) RETURNING transfer_id",
        "every transfer balances and names two accounts of its market and currency",
    ),
    "an oversell": (
        "UPDATE catalog.deals SET stock = 2 RETURNING deal_id",
        "no deal has sold more than its stock, counted from its vouchers",
    ),
    "one person with too many": (
        "UPDATE catalog.deals SET per_person = 1 RETURNING deal_id",
        "nobody has bought more of a deal than one person may",
    ),
    "a lost voucher": (
        "DELETE FROM vouchers.vouchers WHERE voucher_id = (SELECT voucher_id FROM vouchers.vouchers"
        " WHERE state = 'issued' LIMIT 1) RETURNING order_id",
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
    ),
    "vouchers of an order that nobody paid": (
        "UPDATE orders.orders SET state = 'awaiting_payment' WHERE state = 'paid' RETURNING order_id",
        "every paid order has exactly its vouchers, worth exactly its total; no other has any",
    ),
    "a doubled redemption": (
        "INSERT INTO vouchers.redemptions SELECT market_id, gen_random_uuid(), voucher_id, store_id,"
        " clerk_id, clerk_name, NULL, at FROM vouchers.redemptions RETURNING voucher_id",
        "redeemed vouchers have one redemption more than undoings, others as many",
    ),
    "a voucher marked used without a redemption": (
        "UPDATE vouchers.vouchers SET state = 'redeemed' WHERE voucher_id = (SELECT voucher_id FROM"
        " vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING voucher_id",
        "redeemed vouchers have one redemption more than undoings, others as many",
    ),
    "money released for nothing": (
        "UPDATE settlement.escrows SET released_minor = released_minor + 1 WHERE amount_minor >"
        " released_minor + refunded_minor RETURNING order_id",
        "each order's money in escrow is what its vouchers say",
    ),
    "an escrow row that its account denies": (
        "UPDATE settlement.escrows SET released_minor = released_minor - 1 WHERE released_minor > 0"
        " RETURNING order_id",
        "escrow rows equal their ledger accounts",
    ),
    "a review of what nobody consumed": (
        "UPDATE community.reviews SET order_id = (SELECT order_id FROM vouchers.vouchers WHERE state ="
        " 'refunded' LIMIT 1) RETURNING review_id",
        "every review that shows stands on a redemption that was not undone",
    ),
    "a review whose redemption was undone": (
        "INSERT INTO vouchers.redemptions SELECT market_id, gen_random_uuid(), voucher_id, store_id,"
        " clerk_id, clerk_name, redemption_id, at FROM vouchers.redemptions AS r WHERE undoes IS NULL AND"
        " EXISTS (SELECT FROM vouchers.vouchers AS v JOIN community.reviews AS c USING (order_id)"
        " WHERE v.redemption_id = r.redemption_id) RETURNING (SELECT review_id FROM community.reviews"
        " WHERE withdrawn_at IS NULL)",
        "every review that shows stands on a redemption that was not undone",
    ),
    "a lost refund": (
        "DELETE FROM payments.refunds RETURNING order_id",
        "every payment is in escrow, and every refund has its part of both",
    ),
    "a payment that never came to escrow": (
        "DELETE FROM settlement.escrows WHERE refunded_minor = 0 RETURNING order_id",
        "every payment is in escrow, and every refund has its part of both",
    ),
    "a stock count that its holds deny": (
        "UPDATE reservations.pools SET taken = taken - 1 WHERE taken > 0 RETURNING pool_id",
        "kept stock counts equal their holds",
    ),
}


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
        yield town


async def findings(reader: Reader) -> dict[str, audits.Finding]:
    return {finding.check: finding for finding in await audits.check(reader, MARKET)}


async def test_a_market_where_all_went_well_has_only_fine_findings(town: Town) -> None:
    async with town.db.read() as reader:
        found = await findings(reader)
    assert [finding for finding in found.values() if not finding.fine] == []
    assert len(found) == 12
    assert {question for _, question in PLANTED.values()} == set(found)


# What is no fault of the books, and the notice that must tell of it.
WAITING = {
    "a held payment": (
        "UPDATE payments.intents SET state = 'held' WHERE state <> 'paid' RETURNING order_id",
        "payments that wait for a person",
    ),
    "a payment that was taken twice": (
        "INSERT INTO payments.loose_ends SELECT market_id, gen_random_uuid(), intent_id, 'paid_twice',"
        " amount_minor, currency, 'pay_2', now() FROM payments.intents WHERE state = 'paid'"
        " RETURNING (SELECT order_id FROM payments.intents AS i WHERE i.intent_id = loose_ends.intent_id)",
        "payments that wait for a person",
    ),
    "a refund that was refused": (
        "UPDATE payments.refunds SET state = 'failed' RETURNING order_id",
        "refunds that the provider refused",
    ),
}


async def test_where_nothing_waits_there_is_no_notice(town: Town) -> None:
    async with town.db.read() as reader:
        assert await audits.notices(reader, MARKET) == []


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
            (notice,) = await audits.notices(reader, MARKET)
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
