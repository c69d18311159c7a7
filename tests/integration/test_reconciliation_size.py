"""Ten thousand lines: the same number of statements as for ten, and how long it takes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.tables import TABLES, Kind
from linli.modules import payments
from linli.modules.reconciliation import DayState
from tests.integration.bill_stage import SECOND, Books, K, charge, fee_of
from tests.integration.trade_stage import open_town

# One bill that is new, its neighbors not read yet; docs/money/reconciliation.md says the same.
STATEMENTS = 40
LARGE = 10_000
# Copies of one order that was really placed and paid, each with a payment and an entry of its own.
COPIES = (
    """INSERT INTO orders.orders SELECT (jsonb_populate_record(o, jsonb_build_object(
        'order_id', md5('order' || n)::uuid, 'intent_id', md5('intent' || n)::uuid,
        'number', lpad(n::text, 12, '0'), 'tracking_code', 'COPY-' || n))).*
    FROM orders.orders AS o, generate_series(1, $2::int) AS n WHERE o.order_id = $1""",
    """INSERT INTO payments.intents SELECT (jsonb_populate_record(i, jsonb_build_object(
        'order_id', md5('order' || n)::uuid, 'intent_id', md5('intent' || n)::uuid,
        'provider_ref', 'pay_copy_' || n))).*
    FROM payments.intents AS i, generate_series(1, $2::int) AS n WHERE i.order_id = $1""",
    """INSERT INTO ledger.transfers SELECT (jsonb_populate_record(t, jsonb_build_object(
        'transfer_id', md5('transfer' || n)::uuid, 'subject_id', md5('order' || n)::uuid))).*
    FROM ledger.transfers AS t, generate_series(1, $2::int) AS n
    WHERE t.subject_id = $1 AND t.kind = 'paid'""",
)


@pytest_asyncio.fixture
async def books(postgres: EmbeddedPostgres) -> AsyncIterator[Books]:
    async with open_town(postgres) as town:
        town.clock.at = datetime.combine(town.clock.at.date(), time(12), UTC)
        yield Books(town)
        # What stands here was copied, not traded: nothing of it is to be audited.
        owner = await asyncpg.connect(town.url)
        every = ", ".join(name for name, kind in TABLES.items() if kind is Kind.MARKET)
        await owner.execute(f"TRUNCATE {every}")
        await owner.close()


async def copies(books: Books, count: int) -> list[payments.BillLine]:
    """So many paid orders, and the lines of their bill."""
    order = (await books.town.bought(await books.town.deal()))[0]
    owner = await asyncpg.connect(books.town.url)
    try:
        for text in COPIES:
            await owner.execute(text, order.order_id, count)
        rows = await owner.fetch(
            "SELECT intent_id, provider_ref FROM payments.intents WHERE order_id <> $1", order.order_id
        )
    finally:
        await owner.close()
    first = charge(order, books.town.clock.at - SECOND)
    made = [_line(first, row["intent_id"], row["provider_ref"]) for row in rows]
    return [first, *made]


def _line(first: payments.BillLine, intent_id: UUID, name: str) -> payments.BillLine:
    return payments.BillLine(
        kind=first.kind,
        provider_ref=name,
        reference=intent_id,
        amount_minor=first.amount_minor,
        fee_minor=first.fee_minor,
        currency=first.currency,
        at=first.at,
    )


def listening(books: Books) -> list[str]:
    """Every statement from now on, of whichever connection."""
    seen: list[str] = []

    def note(record: Any) -> None:
        seen.append(record.query)

    for holder in books.town.db.pool._holders:
        if holder._con:
            holder._con.add_query_logger(note)
    return seen


async def test_ten_thousand_lines_take_as_many_statements_as_ten(books: Books) -> None:
    lines = await copies(books, LARGE)
    seen = listening(books)
    await books.read(lines[:10])
    few = len(seen)
    seen.clear()
    began = monotonic()
    day = await books.read(lines)
    print(f"{len(lines)} lines in {monotonic() - began:.1f} s and {len(seen)} statements")
    assert (day.state, day.matched, day.lines) == (DayState.CLEAN, LARGE + 1, LARGE + 1)
    assert day.billed_fees_minor == (LARGE + 1) * fee_of(1290)
    # The first ten left the others missing: all of that is resolved, in as many statements.
    assert await books.open() == []
    assert len(await books.all(kind=K.MISSING_THERE)) == min(5000, LARGE - 9)
    assert max(few, len(seen)) <= STATEMENTS, (few, len(seen))
