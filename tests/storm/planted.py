"""Faults of each kind, planted in a copy of the storm's own books: the checker must name every one."""

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import msgspec

from linli.kernel import clock, ids
from linli.kernel.database import Reader, set_up_connection
from tests.storm import checker
from tests.storm.journal import Journal
from tests.storm.planted_payouts import PAYOUTS

# What → (how it is planted, a part of what the checker must say).
PLANTED = {
    "lost order": ("DELETE FROM orders.orders WHERE order_id = $1", "lost: order"),
    "lost redemption": (
        "DELETE FROM vouchers.redemptions WHERE redemption_id = (SELECT redemption_id FROM vouchers.vouchers"
        " WHERE redemption_id IS NOT NULL AND redemption_id = ANY($1::uuid[]) LIMIT 1)",
        "lost: redemption",
    ),
    "lost capture": (
        "DELETE FROM ledger.transfers AS t USING ledger.accounts AS c WHERE c.market_id = t.market_id"
        " AND c.account_id = t.credit_account_id AND c.purpose = 'escrow'"
        " AND c.owner = 'order:' || $1::uuid",
        "was taken into escrow 0 times",
    ),
    "lost row of a sent refund": (
        "DELETE FROM ledger.transfers WHERE transfer_id = (SELECT t.transfer_id FROM ledger.transfers AS t"
        " JOIN ledger.accounts AS a ON a.market_id = t.market_id AND a.account_id = t.debit_account_id"
        " WHERE a.purpose = 'refunds' ORDER BY t.transfer_id DESC LIMIT 1)",
        "money: refunds",
    ),
    "double capture": (
        "INSERT INTO ledger.transfers SELECT t.market_id, gen_random_uuid(), t.debit_account_id,"
        " t.credit_account_id, t.amount_minor, t.currency, t.kind, t.subject_id, t.made_at"
        " FROM ledger.transfers AS t JOIN ledger.accounts AS c ON c.market_id = t.market_id"
        " AND c.account_id = t.credit_account_id WHERE c.purpose = 'escrow'"
        " AND c.owner = 'order:' || $1::uuid LIMIT 1",
        "was taken into escrow 2 times",
    ),
    "oversell": (
        "UPDATE catalog.deals AS d SET stock = 0 WHERE d.deal_id ="
        " (SELECT o.deal_id FROM orders.orders AS o WHERE o.order_id = $1)",
        "audit: no deal has sold more than its stock",
    ),
    "unbalanced ledger row": (
        "UPDATE ledger.transfers AS t SET amount_minor = amount_minor + 1 FROM ledger.accounts AS c"
        " WHERE c.market_id = t.market_id AND c.account_id = t.credit_account_id AND c.purpose = 'escrow'"
        " AND c.owner = 'order:' || $1::uuid",
        "audit: kept balances equal their transfers",
    ),
    "stuck hold": (
        "INSERT INTO reservations.holds (market_id, owner_id, pool_id, quantity, state, held_at)"
        " SELECT market_id, gen_random_uuid(), pool_id, 1, 'held', now() FROM reservations.holds LIMIT 1",
        "stuck: goods held for no order at all",
    ),
    "payment without an order": (
        "UPDATE orders.orders SET state = 'canceled' WHERE order_id = $1",
        "is paid, its order canceled",
    ),
}


async def all_found(url: str, journal: Journal, book: checker.Book) -> list[str]:
    """The names of the planted faults, each of which was found; fails with one that was not."""
    async with _scratch(url) as connection:
        assert await _found(connection, journal, book) == [], "before anything was planted"
    order_id = next(iter(journal.paid[one.payment] for one in book.payments if one.payment in journal.paid))
    redemptions = list(journal.redemptions)
    for name, (statement, said) in PLANTED.items():
        given = [redemptions if "ANY($1" in statement else order_id][: statement.count("$1")]
        async with _scratch(url) as connection:
            await _plant(connection, name, statement, *given)
            _must_say(said, name, await _found(connection, journal, book))
    paid, other = next(one.reference for one in book.payouts if one.status == "paid"), ids.uuid7()
    for name, plant in PAYOUTS.items():
        told = msgspec.structs.replace(book, payouts=plant.at_bank(book.payouts, paid, other))
        async with _scratch(url) as connection:
            if plant.statement:
                await _plant(connection, name, plant.statement, *(paid, other)[: plant.needs])
            _must_say(plant.said, name, await _found(connection, journal, told))
    return [*PLANTED, *PAYOUTS]


async def _found(connection: asyncpg.Connection, journal: Journal, book: checker.Book) -> list[str]:
    found = await checker.faults(connection, Reader(connection, clock.now()), journal, book)
    return found + await checker.stuck(connection)


async def _plant(connection: asyncpg.Connection, name: str, statement: str, *given: object) -> None:
    done = await connection.execute(statement, *given)
    assert not done.endswith(" 0"), f"no {name} was planted"


def _must_say(said: str, name: str, found: list[str]) -> None:
    assert any(said in one for one in found), f"{name} was not found: {found}"


@contextlib.asynccontextmanager
async def _scratch(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction of the owner's that nobody else sees and that is rolled back; no key is checked in it."""
    connection = await asyncpg.connect(url)
    await set_up_connection(connection)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SET LOCAL session_replication_role = replica")
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()
