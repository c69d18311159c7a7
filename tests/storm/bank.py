"""What the bank's own book says was paid, against our payouts and statements: one to one."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec

from tests.storm.journal import Journal


class Sent(msgspec.Struct, frozen=True):
    """One payout as the bank's book has it: `reference` is what we call it, `account` the number's end."""

    name: str
    reference: UUID
    batch: UUID
    account: str
    amount: int
    currency: str
    status: str


def read_payouts(book: sqlite3.Connection) -> list[Sent]:
    """Everything that the bank was asked to pay."""
    rows = book.execute(
        "SELECT p.id, p.reference, p.batch, substr(p.account, -4), p.amount, b.currency, p.status"
        " FROM bank_payouts AS p JOIN bank_batches AS b ON b.reference = p.batch"
    )
    return [Sent(name, UUID(one), UUID(batch), *rest) for name, one, batch, *rest in rows]


async def unknown_to(connection: asyncpg.Connection, book: Sequence[Sent]) -> set[UUID]:
    """Payouts of ours that no book has: a demo remembers a bank of its past."""
    ours = await connection.fetch("SELECT payout_id FROM treasury.payouts WHERE state <> 'sending'")
    return {row["payout_id"] for row in ours} - {one.reference for one in book}


async def faults(connection: asyncpg.Connection, book: Sequence[Sent], journal: Journal) -> list[str]:
    """Whatever the bank and we do not agree about, and whatever was earned and not paid."""
    found = await _disagreed(connection, book, journal.remembered)
    rows = await connection.fetch(_UNPAID, list(journal.redemptions.values()))
    return found + [
        f"bank: what voucher {row['voucher_id']} earned stands in {row['times']} paid statements"
        for row in rows
    ]


async def _disagreed(
    connection: asyncpg.Connection, book: Sequence[Sent], remembered: Collection[UUID]
) -> list[str]:
    """Payout by payout; those that are `remembered` are of a time before the bank's book."""
    rows = await connection.fetch(_OURS)
    ours = {row["payout_id"]: row for row in rows}
    found = [said for one in book if (said := _said_of(one, ours.get(one.reference)))]
    told = {one.reference for one in book} | set(remembered)
    found += [
        f"bank: payout {row['payout_id']} stands as {row['state']}, and the bank knows nothing of it"
        for row in rows
        if row["payout_id"] not in told and row["state"] != "sending"
    ]
    found += [
        f"bank: the money of payout {row['payout_id']}, {row['state']}, is set aside {row['set_aside']} times"
        for row in rows
        if row["set_aside"] != (row["state"] == "sending")
    ]
    paid = Counter(
        ours[one.reference]["statement_id"] for one in book if one.status == "paid" and one.reference in ours
    )
    found += [f"bank: statement {which} was paid {times} times" for which, times in paid.items() if times > 1]
    return found + await _sums(connection, book, [ours[one] for one in remembered if one in ours])


def _said_of(one: Sent, row: Mapping[str, object] | None) -> str:
    """What is wrong with one payout of the bank's book; empty where nothing is."""
    if row is None:
        return f"bank: {one.name} is {one.status}, and no payout of ours asked for it"
    asked = (row["batch_id"], row["tail"], row["amount_minor"], row["currency"])
    if asked != (one.batch, one.account, one.amount, one.currency):
        return f"bank: {one.name} is another payment than we asked for: {one}"
    if row["state"] == "sending":
        # Not asked about yet; that nobody ever asks is looked for by itself.
        return ""
    if row["state"] != one.status:
        return f"bank: {one.name} is {one.status}, it stands as {row['state']}"
    stands = (row["statement_state"], row["paid_by"], row["total_minor"])
    if one.status == "paid" and stands != ("paid", one.reference, one.amount):
        return f"bank: {one.name} paid {one.amount}, its statement stands as {stands}"
    return ""


async def _sums(
    connection: asyncpg.Connection, book: Sequence[Sent], remembered: Sequence[Mapping[str, object]]
) -> list[str]:
    """Each paid statement left the books once, whole; and what left them is what the bank paid."""
    rows = await connection.fetch(_LEFT)
    found = [
        f"bank: statement {row['statement_id']}, {row['state']}, left the books {row['times']} times,"
        f" {row['minor']} of {row['total_minor']}"
        for row in rows
        if (row["times"], row["minor"]) != ((1, row["total_minor"]) if row["state"] == "paid" else (0, 0))
    ]
    left: Counter[str] = Counter()
    for row in rows:
        left[row["currency"]] += row["minor"]
    ended = {one.reference: one for one in book if one.status == "paid"}
    sending = await connection.fetch("SELECT payout_id FROM treasury.payouts WHERE state = 'sending'")
    for row in sending:
        ended.pop(row["payout_id"], None)
    paid: Counter[str] = Counter()
    for one in ended.values():
        paid[one.currency] += one.amount
    for row in remembered:
        if row["state"] == "paid":
            paid[str(row["currency"])] += int(str(row["amount_minor"]))
    differing = [currency for currency in left | paid if left[currency] != paid[currency]]
    return found + [f"bank: {paid[one]} {one} were paid, {left[one]} left the books" for one in differing]


_OURS = """
SELECT p.payout_id, p.batch_id, p.statement_id, p.state, p.amount_minor, p.currency, a.tail,
    s.state AS statement_state, s.payout_id AS paid_by, s.total_minor,
    (SELECT count(*) FROM ledger.waiting AS w
        WHERE w.market_id = p.market_id AND w.pending_id = p.pending_id) AS set_aside
FROM treasury.payouts AS p
JOIN treasury.bank_accounts AS a ON a.market_id = p.market_id AND a.account_id = p.account_id
JOIN settlement.statements AS s ON s.market_id = p.market_id AND s.statement_id = p.statement_id
"""


# What a redemption earned its store stands in exactly one statement that was paid.
_UNPAID = """
SELECT a.voucher_id, count(s.statement_id) AS times
FROM unnest($1::uuid[]) AS a (voucher_id)
LEFT JOIN (
    settlement.entries AS e
    JOIN settlement.statements AS s
        ON s.market_id = e.market_id AND s.statement_id = e.statement_id AND s.state = 'paid'
) ON e.voucher_id = a.voucher_id AND e.kind = 'released' AND e.part = 'store'
GROUP BY a.voucher_id
HAVING count(s.statement_id) <> 1
"""


_LEFT = """
SELECT s.statement_id, s.state, s.currency, s.total_minor, count(t.transfer_id) AS times,
    coalesce(sum(t.amount_minor), 0) AS minor
FROM settlement.statements AS s
LEFT JOIN ledger.transfers AS t ON t.market_id = s.market_id AND t.subject_id = s.statement_id
    AND t.kind = 'payout_confirmed'
GROUP BY s.statement_id, s.state, s.currency, s.total_minor
"""

# What waits though a settler has worked to its end.
STUCK = {
    "a statement on its way to the bank": (
        "SELECT statement_id FROM settlement.statements WHERE state = 'paying'"
    ),
    "a batch that has not ended": "SELECT batch_id FROM treasury.batches WHERE state <> 'settled'",
    "a statement that nobody confirmed": (
        "SELECT statement_id FROM settlement.statements WHERE state IN ('draft', 'disputed')"
    ),
    "a statement of a merchant that can be paid": (
        "SELECT s.statement_id FROM settlement.statements AS s JOIN treasury.bank_accounts AS a"
        " ON a.market_id = s.market_id AND a.merchant_id = s.payee_id"
        " WHERE s.state = 'confirmed' AND a.ended_at IS NULL AND a.refused_at IS NULL"
    ),
    "earnings that stand in no statement": (
        "SELECT payee_id FROM settlement.entries WHERE statement_id IS NULL AND disputed_at IS NULL"
        " GROUP BY market_id, payee_id, currency HAVING sum(amount_minor) > 0"
    ),
}
