"""The checker can fail: each planted fault is found by the question that is about it, and named."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

from linli.kernel.database import Reader, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import audits, ledger
from tests.integration.trade_stage import MARKET, MERCHANT, Town, open_town

# What is planted as the superuser, what it names, and the question that must find it.
PLANTED = {
    "a cent that no entry has": (
        "UPDATE settlement.entries SET amount_minor = amount_minor + 1 WHERE entry_id = (SELECT entry_id FROM"
        " settlement.entries LIMIT 1) RETURNING payee_id",
        "what payees were credited is what their entries say",
    ),
    "a statement that was paid by nobody": (
        "INSERT INTO settlement.statements SELECT market_id, gen_random_uuid(), payee_id, '1', currency,"
        " 'paid', now() - interval '1 day', now(), 5, 1, now(), now() FROM settlement.entries LIMIT 1"
        " RETURNING statement_id",
        "every statement at the bank has exactly one payout of its total",
    ),
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
        " clerk_id, clerk_name, NULL, at, units, value_minor FROM vouchers.redemptions RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "a voucher marked used without a redemption": (
        "UPDATE vouchers.vouchers SET state = 'redeemed', used = units WHERE voucher_id = (SELECT voucher_id"
        " FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "a use that was worth a cent more": (
        "UPDATE vouchers.redemptions SET value_minor = value_minor + 1 WHERE redemption_id = (SELECT"
        " redemption_id FROM vouchers.vouchers WHERE state = 'redeemed' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "parts that are worth more than the voucher": (
        "UPDATE vouchers.vouchers SET part_values = ARRAY[value_minor + 1] WHERE voucher_id = (SELECT"
        " voucher_id FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1) RETURNING voucher_id",
        "every part of a voucher is used as often as its redemptions say, and for what they say",
    ),
    "money released for nothing": (
        "UPDATE settlement.escrows SET released_minor = released_minor + 1 WHERE amount_minor >"
        " released_minor + refunded_minor RETURNING order_id",
        "each order's money in escrow is what its vouchers say",
    ),
    "money that cannot be placed and is booked nowhere": (
        "INSERT INTO payments.loose_ends (market_id, loose_end_id, intent_id, kind, told_minor,"
        " told_currency, provider, provider_ref, noted_at, booked_minor) SELECT market_id, intent_id,"
        " intent_id, 'paid_twice', 5, currency, provider, 'pay_2', now(), 5 FROM payments.intents LIMIT 1"
        " RETURNING NULL",
        "what cannot be placed stands in suspense, and nothing else",
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
        " clerk_id, clerk_name, redemption_id, at, units, value_minor FROM vouchers.redemptions AS r WHERE"
        " undoes IS NULL AND EXISTS (SELECT FROM vouchers.vouchers AS v JOIN community.reviews AS c"
        " USING (order_id) WHERE v.redemption_id = r.redemption_id) RETURNING (SELECT review_id FROM"
        " community.reviews WHERE withdrawn_at IS NULL)",
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
    "a snapshot that drifted": (
        "UPDATE ledger.sealed_accounts SET credits_minor = credits_minor + 1 RETURNING account_id",
        "snapshots equal the transfers that are sealed",
    ),
    "a snapshot of a purpose that drifted": (
        "UPDATE ledger.sealed_purposes SET debits_minor = debits_minor + 1 WHERE purpose = 'escrow'"
        " RETURNING NULL",
        "snapshots equal the transfers that are sealed",
    ),
    "money set aside that nobody waits for": (
        "DELETE FROM ledger.waiting RETURNING pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "a posting of more than was set aside": (
        "UPDATE ledger.transfers AS t SET amount_minor = t.amount_minor + 1 FROM ledger.results AS r"
        " WHERE r.transfer_id = t.transfer_id RETURNING r.pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "an outcome that got lost": (
        "DELETE FROM ledger.results RETURNING pending_id",
        "money that was set aside has at most one outcome, and moved as it was meant to",
    ),
    "money set aside for too long": (
        "UPDATE ledger.pendings SET expires_at = made_at - interval '1 hour' WHERE pending_id IN"
        " (SELECT pending_id FROM ledger.waiting) RETURNING pending_id",
        "nothing is set aside beyond its time",
    ),
    "a sealed moment that was changed": (
        "UPDATE ledger.transfers SET made_at = made_at - interval '1 second' RETURNING NULL",
        "every entry is sealed once or waits to be, and nothing sealed has changed",
    ),
    "a transfer that no block knows": (
        "INSERT INTO ledger.transfers SELECT market_id, gen_random_uuid(), debit_account_id,"
        " credit_account_id, amount_minor, currency, kind, subject_id, made_at FROM ledger.transfers"
        " LIMIT 1 RETURNING transfer_id",
        "every entry is sealed once or waits to be, and nothing sealed has changed",
    ),
    "a payment whose order is not paid": (
        "UPDATE orders.orders SET state = 'canceled' WHERE state = 'paid' RETURNING intent_id",
        "every captured payment has exactly one order that counts as paid, or goes back",
    ),
    "a payment without an order": (
        "DELETE FROM orders.orders WHERE state = 'paid' RETURNING intent_id",
        "every captured payment has exactly one order that counts as paid, or goes back",
    ),
    "a refund of more than was paid": (
        "UPDATE payments.refunds SET amount_minor = amount_minor * 100 RETURNING order_id",
        "no more goes back than came in",
    ),
    "a refund that is said to be sent": (
        "UPDATE payments.refunds SET state = 'done' RETURNING NULL",
        "accounts of refunds hold what providers have still to send back",
    ),
    "a merchant who was credited too much": (
        "UPDATE settlement.entries SET amount_minor = amount_minor + 100000 WHERE line_no IS NOT NULL"
        " AND amount_minor > 0 RETURNING order_id",
        "bearers are credited no more than was redeemed, line by line",
    ),
    "lines that are not their escrow": (
        "UPDATE settlement.lines SET amount_minor = amount_minor + 1 RETURNING order_id",
        "bearers are credited no more than was redeemed, line by line",
    ),
    "a statement that is not its entries": (
        "INSERT INTO settlement.statements (market_id, statement_id, payee_id, number, currency, state,"
        " period_from, period_until, total_minor, entry_count, drafted_at, confirms_at) SELECT market_id,"
        " gen_random_uuid(), merchant_id, '1', currency, 'draft', held_at - interval '1 day', held_at, 5, 1,"
        " held_at, held_at FROM settlement.escrows LIMIT 1 RETURNING statement_id",
        "every statement is the sum of its entries",
    ),
    "a hold of an order that is paid": (
        "UPDATE reservations.holds SET state = 'held' WHERE state = 'confirmed' RETURNING owner_id",
        "nothing is held longer than it may be",
    ),
    "a hold that nobody returned": (
        "UPDATE reservations.holds SET expires_at = held_at - interval '1 hour' WHERE state = 'held'"
        " RETURNING owner_id",
        "nothing is held longer than it may be",
    ),
    "an order that waits to be paid for days": (
        "UPDATE orders.orders SET pay_before = pay_before - interval '5 days'"
        " WHERE state = 'awaiting_payment' RETURNING order_id",
        "nothing is held longer than it may be",
    ),
    "a use without a network that no voucher knows of": (
        "INSERT INTO vouchers.offline_uses SELECT market_id, gen_random_uuid(), gen_random_uuid(),"
        " voucher_id, merchant_id, store_id, person_id, 'Mei', 1, '{1}', now(), now(), 'waiting', '', '{0}'"
        " FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1 RETURNING voucher_id",
        "what waits of vouchers is what was taken offline, and what was decided is what was redeemed",
    ),
    "a use without a network that is never decided": (
        "INSERT INTO vouchers.offline_uses SELECT market_id, gen_random_uuid(), gen_random_uuid(),"
        " voucher_id, merchant_id, store_id, person_id, 'Mei', 1, '{1}', now() - interval '8 days', now(),"
        " 'waiting', '', '{0}' FROM vouchers.vouchers WHERE state = 'issued' LIMIT 1 RETURNING use_id",
        "every use without a network is decided once its window is over",
    ),
    "goods that wait for nobody's order": (
        "INSERT INTO pickups.pickups (market_id, order_id, store_id, merchant_id, person_id, kind, code,"
        " state, currency, opened_at, collect_before) SELECT market_id, order_id, store_id, merchant_id,"
        " person_id, 'pickup', '', 'waiting', currency, now(), now() FROM orders.orders"
        " LIMIT 1 RETURNING order_id",
        "every paid order of goods has its pickup, and its units and money lie where they were moved",
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
        await set_aside(town)
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
