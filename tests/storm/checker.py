"""Whether anything was lost, doubled or left lying: the books against what people and provider were told."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from linli.kernel.database import Reader
from linli.modules import audits, ledger, markets
from tests.storm import bank
from tests.storm.journal import Journal


class Paid(msgspec.Struct, frozen=True):
    """One payment that the provider's own book calls paid."""

    payment: str
    reference: str
    amount: int
    refunded: int


class Book(msgspec.Struct, frozen=True):
    """What others say: the payments of the provider's own book, and the payouts of the bank's."""

    payments: Sequence[Paid]
    payouts: Sequence[bank.Sent]


def read_book(path: Path) -> Book:
    """The sandbox's book, read beside it: provider and bank are one program."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
        rows = book.execute("SELECT id, reference, amount, refunded FROM payments WHERE status = 'paid'")
        return Book([Paid(*row) for row in rows], bank.read_payouts(book))


async def faults(connection: asyncpg.Connection, reader: Reader, journal: Journal, book: Book) -> list[str]:
    """Everything that is wrong now; empty when the storm did no harm."""
    found = await _audited(reader)
    found += await _lost(connection, journal)
    found += await _money(connection, book.payments)
    found += await bank.faults(connection, book.payouts, journal)
    return found


async def _audited(reader: Reader) -> list[str]:
    found = []
    for market in await markets.all_markets(reader):
        checked = await audits.check(reader, market.market_id)
        found += [f"audit: {one.check}: {one.facts}" for one in checked if not one.fine]
        totals = await ledger.totals(reader, market.market_id)
        debits, credits_ = sum(t.debits_minor for t in totals), sum(t.credits_minor for t in totals)
        if debits != credits_:
            found.append(f"audit: debits {debits} are not credits {credits_}")
    return found


async def _lost(connection: asyncpg.Connection, journal: Journal) -> list[str]:
    """What was acknowledged and is not there, or not once."""
    gone = await connection.fetch(
        "SELECT id FROM unnest($1::uuid[]) AS a (id) WHERE NOT EXISTS"
        " (SELECT FROM orders.orders AS o WHERE o.order_id = a.id)",
        list(journal.orders),
    )
    found = [f"lost: order {row['id']}" for row in gone]
    undone = await connection.fetch(
        "SELECT a.id FROM unnest($1::uuid[], $2::uuid[]) AS a (id, voucher_id) WHERE 1 <> (SELECT count(*)"
        " FROM vouchers.vouchers AS v JOIN vouchers.redemptions AS r USING (market_id, voucher_id)"
        " WHERE v.voucher_id = a.voucher_id AND v.state = 'redeemed' AND v.redemption_id = a.id)",
        list(journal.redemptions),
        list(journal.redemptions.values()),
    )
    found += [f"lost: redemption {row['id']} does not stand exactly once" for row in undone]
    unpaid = await connection.fetch(
        "SELECT a.id FROM unnest($1::uuid[], $2::bigint[]) AS a (id, minor) WHERE a.minor >"
        " (SELECT coalesce(sum(r.amount_minor), 0) FROM payments.refunds AS r WHERE r.order_id = a.id)",
        list(journal.refunds),
        list(journal.refunds.values()),
    )
    return found + [f"lost: refund of order {row['id']}" for row in unpaid]


async def _money(connection: asyncpg.Connection, book: Sequence[Paid]) -> list[str]:
    """Each payment of the provider's book was taken into escrow once, for one order that is paid, used or
    refunded, or waits for a person as taken twice; what the provider sent back, we owed.
    """
    rows = await connection.fetch(_TAKEN, [one.reference for one in book])
    taken = {str(row["intent_id"]): row for row in rows}
    found = []
    for one in book:
        row = taken.get(one.reference)
        if row is None:
            found.append(f"money: {one.payment} belongs to no order")
        elif row["captures"] != 1 or row["captured_minor"] != row["amount_minor"]:
            found.append(f"money: {one.payment} was taken into escrow {row['captures']} times")
        elif row["order_state"] not in ("paid", "completed", "refunded"):
            found.append(f"money: {one.payment} is paid, its order {row['order_state']}")
        elif row["provider_ref"] != one.payment and not row["loose"]:
            found.append(f"money: {one.payment} was taken a second time and nobody is told")
        elif row["refunded_minor"] != one.refunded and row["provider_ref"] == one.payment:
            found.append(f"money: {one.payment} sent back {one.refunded}, owed {row['refunded_minor']}")
    sums = await connection.fetch(_ON_ITS_WAY)
    return found + [
        f"money: refunds: {dict(row)}" for row in sums if row["ledger_minor"] != row["owed_minor"]
    ]


_TAKEN = """
SELECT i.intent_id, i.amount_minor, i.refunded_minor, i.provider_ref, o.state AS order_state,
    (SELECT count(*) FROM payments.loose_ends AS e WHERE e.intent_id = i.intent_id) AS loose,
    count(t.transfer_id) AS captures, coalesce(sum(t.amount_minor), 0) AS captured_minor
FROM payments.intents AS i
JOIN orders.orders AS o ON o.market_id = i.market_id AND o.intent_id = i.intent_id
LEFT JOIN ledger.accounts AS a ON a.market_id = i.market_id AND a.owner = 'order:' || o.order_id
    AND a.purpose = 'escrow'
LEFT JOIN ledger.transfers AS t ON t.market_id = a.market_id AND t.credit_account_id = a.account_id
    AND EXISTS (
        SELECT FROM ledger.accounts AS c WHERE c.market_id = t.market_id
            AND c.account_id = t.debit_account_id AND c.purpose = 'clearing'
    )
WHERE i.intent_id = ANY($1::text[]::uuid[])
GROUP BY i.intent_id, i.amount_minor, i.refunded_minor, i.provider_ref, o.state
"""


# What the ledger says is on its way back to payers, and what payments still have to send.
_ON_ITS_WAY = """
SELECT m.market_id,
    (SELECT coalesce(sum(CASE WHEN t.credit_account_id = a.account_id THEN t.amount_minor
            ELSE -t.amount_minor END), 0)
        FROM ledger.accounts AS a JOIN ledger.transfers AS t ON t.market_id = a.market_id
            AND a.account_id IN (t.credit_account_id, t.debit_account_id)
        WHERE a.market_id = m.market_id AND a.purpose = 'refunds') AS ledger_minor,
    (SELECT coalesce(sum(r.amount_minor), 0) FROM payments.refunds AS r
        WHERE r.market_id = m.market_id AND r.state <> 'done') AS owed_minor
FROM markets.markets AS m
"""


async def stuck(connection: asyncpg.Connection) -> list[str]:
    """What waits longer than anything may, once all time limits are over."""
    found = []
    for what, statement in _STUCK.items():
        rows: list[Any] = await connection.fetch(statement)
        found += [f"stuck: {what}: {row[0]}" for row in rows[:3]]
    return found


_STUCK = {
    "goods held for an order that nobody can pay": (
        "SELECT h.owner_id FROM reservations.holds AS h JOIN orders.orders AS o"
        " ON o.market_id = h.market_id AND o.order_id = h.owner_id"
        " WHERE h.state = 'held' AND (o.state <> 'awaiting_payment' OR o.pay_before < now())"
    ),
    "goods held for no order at all": (
        "SELECT h.owner_id FROM reservations.holds AS h WHERE h.state = 'held' AND NOT EXISTS"
        " (SELECT FROM orders.orders AS o WHERE o.market_id = h.market_id AND o.order_id = h.owner_id)"
    ),
    "an order whose time to pay is over": (
        "SELECT order_id FROM orders.orders WHERE state = 'awaiting_payment' AND pay_before < now()"
    ),
    "a refund that was never sent": "SELECT refund_id FROM payments.refunds WHERE state = 'due'",
    # The settler announces by a clock that is days ahead.
    "an announcement that nobody handed on": (
        "SELECT announcement_id FROM kernel.outbox WHERE handed_at IS NULL"
        " AND announced_at NOT BETWEEN now() - interval '5 seconds' AND now() + interval '1 minute'"
    ),
    "a reaction that was given up": (
        "SELECT announcement_id FROM kernel.failures WHERE given_up_at IS NOT NULL AND solved_at IS NULL"
    ),
    "a job in the queue": "SELECT id FROM pgqueuer.pgqueuer WHERE entrypoint = 'react'",
    **bank.STUCK,
}
