"""What was bought and booked before orders had lines is all there afterwards."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import FOLDER
from linli.modules.ledger import Account, Purpose

MIGRATION = "20261122_40_order_lines.sql"
BEFORE = "20261122_19"
ORDER = ids.derived("old order")
OLD_CLEARING, OLD_REFUNDS = (
    Account("provider", purpose, "CNY") for purpose in (Purpose.CLEARING, Purpose.REFUNDS)
)
CLEARING, REFUNDS = (
    Account("provider:sandbox", purpose, "CNY") for purpose in (Purpose.CLEARING, Purpose.REFUNDS)
)
ESCROW = Account(f"order:{ORDER}", Purpose.ESCROW, "CNY")


@pytest_asyncio.fixture
async def old(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    """A database as it was before, with one order of two vouchers and a refund that is due."""
    name = f"lines_{secrets.token_hex(6)}"
    maintenance = await asyncpg.connect(postgres.url("postgres"))
    await maintenance.execute(f'CREATE DATABASE "{name}"')
    connection = await asyncpg.connect(postgres.url(name))
    try:
        await connection.execute("CREATE SCHEMA kernel")
        for path in sorted(FOLDER.glob("*.sql")):
            if path.name[: len(BEFORE)] <= BEFORE:
                await connection.execute(path.read_text("utf-8"))
        await _trade(connection)
        yield connection
    finally:
        await connection.close()
        await maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await maintenance.close()


async def _trade(connection: asyncpg.Connection) -> None:
    await connection.execute(
        """INSERT INTO orders.orders (market_id, order_id, number, tracking_code, person_id, store_id,
            merchant_id, deal_id, title, title_en, icon, quantity, unit_price_minor, total_minor, currency,
            intent_id, state, placed_at, pay_before, terms_id)
        VALUES (3, $1, '482017365914', 'DIRECT', $1, $1, $1, $1, '馄饨', 'Wonton', 'bowl', 2, 640, 1280,
            'CNY', $1, 'paid', now(), now(), $1)""",
        ORDER,
    )
    await connection.execute(
        """INSERT INTO vouchers.vouchers (market_id, voucher_id, order_id, deal_id, store_id, merchant_id,
            person_id, code, title, title_en, value_minor, currency, usable, state, issued_at, valid_until,
            terms_id)
        VALUES (3, $1, $1, $1, $1, $1, $1, 'X', '馄饨', 'Wonton', 640, 'CNY', '', 'issued', now(), now(),
            $1)""",
        ORDER,
    )
    await connection.execute(
        """INSERT INTO settlement.escrows (market_id, order_id, merchant_id, currency, commission_bp,
            amount_minor, held_at)
        VALUES (3, $1, $1, 'CNY', 500, 1280, now())""",
        ORDER,
    )
    for account in (OLD_CLEARING, OLD_REFUNDS, ESCROW):
        row = (account.account_id, account.owner, account.purpose.value, account.limited)
        await connection.execute("INSERT INTO ledger.accounts VALUES (3, $1, $2, $3, 'CNY', $4, now())", *row)
    for debit, credit, minor in ((OLD_CLEARING, ESCROW, 1280), (OLD_CLEARING, OLD_REFUNDS, 300)):
        row = (ids.uuid7(), debit.account_id, credit.account_id, minor, ORDER)
        await connection.execute(
            "INSERT INTO ledger.transfers VALUES (3, $1, $2, $3, $4, 'CNY', 'paid', $5, now())", *row
        )


async def _balance(connection: asyncpg.Connection, account: Account) -> Any:
    return await connection.fetchval(
        """SELECT coalesce(sum(CASE WHEN credit_account_id = $1 THEN amount_minor ELSE -amount_minor END), 0)
        FROM ledger.transfers WHERE $1 IN (credit_account_id, debit_account_id)""",
        account.account_id,
    )


async def test_each_order_of_before_has_its_one_line_and_its_provider(old: asyncpg.Connection) -> None:
    await old.execute((FOLDER / MIGRATION).read_text("utf-8"))
    [line] = await old.fetch("SELECT * FROM orders.lines")
    about = (
        "order_id",
        "line_no",
        "quantity",
        "unit_price_minor",
        "discount_minor",
        "total_minor",
        "currency",
    )
    assert [line[name] for name in about] == [ORDER, 1, 2, 640, 0, 1280, "CNY"]
    assert await old.fetchval("SELECT line_no FROM vouchers.vouchers") == 1
    assert await old.fetchval("SELECT provider FROM settlement.escrows") == "sandbox"


async def test_what_the_provider_holds_and_owes_moves_to_the_accounts_of_its_name(
    old: asyncpg.Connection,
) -> None:
    before = await old.fetch("SELECT * FROM ledger.transfers")
    await old.execute((FOLDER / MIGRATION).read_text("utf-8"))
    assert [await _balance(old, one) for one in (OLD_CLEARING, OLD_REFUNDS)] == [0, 0]
    assert [await _balance(old, one) for one in (CLEARING, REFUNDS)] == [-1580, 300]
    after = await old.fetch("SELECT * FROM ledger.transfers WHERE kind <> 'moved'")
    assert after == before
    named = [CLEARING.account_id, REFUNDS.account_id]
    owners = await old.fetch("SELECT DISTINCT owner FROM ledger.accounts WHERE account_id = ANY($1)", named)
    assert [row["owner"] for row in owners] == ["provider:sandbox"]
