"""Fills a market with a year of orders: a hundred by the product, the others after their likeness."""

import asyncio
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench import multiply, season
from bench.fill import HERE, without_indexes
from bench.multiply import CORE, LEDGER, LOOP, MADE, PEOPLE, RECENT, Known
from bench.season import ORDERS
from bench.stage import pay_provider
from linli.kernel import ids
from linli.kernel.database import Database, open_pool
from linli.kernel.journey import Journey
from linli.modules import ledger
from linli.modules.orders.model import NUMBER_LENGTH
from linli.modules.vouchers.scans import CODE_LENGTH, SHORT_LENGTH

# A prime, so that its multiples come back only after all others.
FAR = 613_651_349
YEAR_MS = 365 * 86_400_000
DAY_MS = 86_400_000
EACH_ORDERS = 25
KEPT_DAYS = 14
BLOCK = 5
LEDGER_AT_ONCE = 200
LOOP_UP_TO = 1_000_000
LEDGER_COPIES = Path(__file__).with_name("ledger_copies.sql")
OF_ORDERS = "event LIKE 'Order%' OR event IN ('VoucherRedeemed', 'RefundDue')"
ONLY = {
    "kernel.outbox": OF_ORDERS,
    "kernel.deliveries": f"announcement_id IN (SELECT announcement_id FROM kernel.outbox WHERE {OF_ORDERS})",
    "kernel.idempotency_keys": "scope LIKE 'api:%'",
    "ledger.accounts": "purpose = 'escrow'",
    "ledger.balances": "account_id IN (SELECT account_id FROM ledger.accounts WHERE purpose = 'escrow')",
}
COPIES = f"""
CREATE SCHEMA {MADE};
CREATE TABLE {MADE}.copies (
    n integer PRIMARY KEY, ms bigint, back interval, days integer,
    accounts uuid[], numbers text[], codes text[], shorts text[]
);
ALTER TABLE {MADE}.copies ALTER accounts SET STORAGE PLAIN, ALTER numbers SET STORAGE PLAIN,
    ALTER codes SET STORAGE PLAIN, ALTER shorts SET STORAGE PLAIN;
"""
# What the product has sealed waits once more, behind the copies, which are older.
UNSEALED = f"""
TRUNCATE ledger.blocks;
INSERT INTO ledger.unsealed SELECT market_id, opened_at, 'account', account_id FROM ledger.accounts;
INSERT INTO ledger.unsealed SELECT market_id, made_at, 'transfer', transfer_id FROM ledger.transfers;
CREATE TABLE {MADE}.balances AS SELECT * FROM ledger.balances
    WHERE account_id NOT IN (SELECT account_id FROM ledger.accounts WHERE purpose = 'escrow')
"""
# Sums that the copies add to: `COPIES` times what the first hundred orders did.
SUMS = f"""
UPDATE ledger.balances AS b SET balance_minor = b.balance_minor + COPIES * m.balance_minor
    FROM {MADE}.balances AS m WHERE m.account_id = b.account_id;
UPDATE ledger.sealed_accounts
    SET debits_minor = COPIES * debits_minor, credits_minor = COPIES * credits_minor;
UPDATE ledger.sealed_purposes
    SET debits_minor = COPIES * debits_minor, credits_minor = COPIES * credits_minor;
UPDATE reservations.pools SET taken = taken * (COPIES + 1);
"""
DAYS = """
TRUNCATE attribution.days, insight.days;
INSERT INTO attribution.days
SELECT market_id, store_id, model, day, channel, way, merchant_id, sum(parts), sum(paid_minor),
    coalesce(sum(parts) FILTER (WHERE used), 0), sum(redeemed_minor), sum(refunded_minor),
    coalesce(sum(parts) FILTER (WHERE again), 0), 0
FROM attribution.credits GROUP BY market_id, store_id, model, day, channel, way, merchant_id;
INSERT INTO insight.days
SELECT market_id, store_id, day, count(DISTINCT person_id), count(*), sum(amount_minor)
FROM insight.uses GROUP BY market_id, store_id, day
"""
Row = tuple[Any, ...]


async def fill(url: str, size: int, pay_port: int) -> None:
    """A market with so many orders, a multiple of a hundred."""
    began = time.monotonic()
    await season.play(url, pay_port)
    copies = size // ORDERS - 1
    connection = await asyncpg.connect(url)
    about = await multiply.known(connection, max(1, size // ORDERS // EACH_ORDERS))
    await connection.execute(COPIES)
    tables = [*CORE, *(LOOP if size <= LOOP_UP_TO else ()), *RECENT, *LEDGER, *PEOPLE]
    made = {one: await multiply.template(connection, one, about, ONLY.get(one, "true")) for one in tables}
    orders = [
        row[0] for row in await connection.fetch("SELECT order_id FROM orders.orders ORDER BY order_id")
    ]
    for chunk in _rows(orders, copies):
        await connection.copy_records_to_table("copies", schema_name=MADE, records=chunk)
    await connection.execute(UNSEALED)
    await connection.execute("SET session_replication_role = replica")
    schemas = sorted({one.partition(".")[0] for one in tables} - {"identity", "kernel"})
    indexes = await without_indexes(connection, schemas)
    await connection.execute(f"ANALYZE {MADE}.copies")
    told = _telling(size, began)
    async with asyncio.TaskGroup() as both:
        both.create_task(_ledger(url, made, copies))
        both.create_task(_others(connection, made, copies, told))
    await _people(connection, made, about)
    await connection.execute(SUMS.replace("COPIES", str(copies)) + DAYS)
    await connection.execute(f"DROP SCHEMA {MADE} CASCADE")
    print(f"  rows after {time.monotonic() - began:.0f} s; indexes", flush=True)
    for statement in indexes:
        await connection.execute(statement)
    await seal(url)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
    print(f"  {size:,} orders in {time.monotonic() - began:.0f} s", flush=True)


def _rows(orders: list[UUID], copies: int) -> Iterator[list[Row]]:
    """The copies, a thousand at a time: how far back each is, and what is drawn for its orders."""
    dice = random.Random("growth")
    parts = [(one.int >> 80, f"{one.int & (1 << 80) - 1:020x}") for one in orders]
    for first in range(1, copies + 1, 1000):
        found = []
        for n in range(first, min(first + 1000, copies + 1)):
            ms = n * (YEAR_MS // (copies + 1))
            moved = [UUID(f"{at - ms:012x}{rest}") for at, rest in parts]
            accounts = [
                ledger.Account(f"order:{one}", ledger.Purpose.ESCROW, HERE.currency).account_id
                for one in moved
            ]
            which = range(n * ORDERS, (n + 1) * ORDERS)
            numbers = [_number(one, NUMBER_LENGTH) for one in which]
            codes, shorts = [_code(dice) for _ in orders], [_number(one, SHORT_LENGTH) for one in which]
            found.append((n, ms, timedelta(milliseconds=ms), ms // DAY_MS, accounts, numbers, codes, shorts))
        yield found


def _number(which: int, length: int) -> str:
    """Each only once, and far from the one before."""
    least = 10 ** (length - 2)
    body = str(least + which * FAR % (9 * least))
    return body + ids.luhn(body)


def _code(dice: random.Random) -> str:
    body = ids.as_text(dice.getrandbits(5 * (CODE_LENGTH - 1)), CODE_LENGTH - 1)
    return body + ids.check_character(body)


async def _others(
    connection: asyncpg.Connection, made: dict[str, multiply.Template], copies: int, told: Any
) -> None:
    """Everything but the ledger and the people, in the order of time."""
    recent = copies * KEPT_DAYS // 365
    for where in multiply.chunks(copies, told):
        for name, one in made.items():
            if name in RECENT:
                await connection.execute(one.insert(f"{where} AND c.n <= {recent}"))
            elif name not in LEDGER and name not in PEOPLE:
                await connection.execute(one.insert(where))


async def _ledger(url: str, made: dict[str, multiply.Template], copies: int) -> None:
    """Accounts, balances, transfers and the blocks that seal them."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica")
    script = LEDGER_COPIES.read_text("utf-8")
    of_block = f"c.n <= upto AND c.n > upto - {BLOCK} AND c.n >= LAST"
    script = script.replace("ACCOUNTS", made["ledger.accounts"].insert(of_block), 2)
    before, mark, body = script.partition("DO $$")
    script = (
        before.partition("-- The ledger")[0]
        + mark
        + body.replace("TRANSFERS", made["ledger.transfers"].insert(of_block))
    )
    script = script.replace("MARKET", str(HERE.market_id)).replace("BLOCK", str(BLOCK))
    for first in range(copies, 0, -LEDGER_AT_ONCE):
        last = max(1, first - LEDGER_AT_ONCE + 1)
        await connection.execute(script.replace("FIRST", str(first)).replace("LAST", str(last)))
        await connection.execute(made["ledger.balances"].insert(f"c.n <= {first} AND c.n >= {last}"))
    await connection.close()


async def _people(connection: asyncpg.Connection, made: dict[str, multiply.Template], about: Known) -> None:
    """As many customers more as there are more orders."""
    for name in PEOPLE:
        one = made[name]
        expressions = []
        for column, said in zip(one.columns, one.expressions, strict=True):
            if column == "person_id":
                said = multiply.somebody('t."person_id"', about.groups, "c.n")
            elif column == "phone_print":
                said = 'sha256(t."phone_print" || c.n::text::bytea)'
            elif column == "phone":
                said = "NULL"
            elif "c." in said:
                said = f't."{column}"'
            expressions.append(said)
        buyers = 't."person_id" IN (SELECT person_id FROM orders.orders)'
        await connection.execute(
            one._replace(expressions=expressions).insert(f"c.n < {about.groups} AND {buyers}")
        )


async def seal(url: str) -> None:
    pool = await open_pool(url, size=1)
    while await ledger.seal(Database(pool, Journey()), HERE.market_id):
        continue
    await pool.close()


def _telling(size: int, began: float) -> Any:
    done = [0, 0]

    def told(more: int) -> None:
        done[0] += more
        if done[0] * 10 // size > done[1]:
            done[1] = done[0] * 10 // size
            print(f"  {done[0]:,} orders after {time.monotonic() - began:.0f} s", flush=True)

    return told


def fill_now(url: str, size: int) -> None:
    with pay_provider() as port:
        asyncio.run(fill(url, size, port))
