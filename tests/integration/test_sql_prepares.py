"""Every named statement against a freshly migrated database, as the app's own role.

Preparing finds wrong names and types, planning finds missing rights and missing indexes.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import linli
from linli.kernel import migration, sql
from linli.kernel.database import Connection, Work
from linli.kernel.embedded import BINARIES
from linli.kernel.tables import TABLES

PRODUCT = Path(linli.__file__).parent
OWNERS = [
    "kernel",
    *sorted(f"modules/{door.parent.name}" for door in (PRODUCT / "modules").glob("*/__init__.py")),
]
# A word in a statement's comment: this one is on a path that every purchase or page takes.
HOT = re.compile(r"\bhot:")
INDEX_SCANS = frozenset({"Index Scan", "Index Only Scan", "Bitmap Index Scan"})


def statements_of(owner: str) -> list[sql.Statement]:
    return sql.load(str(PRODUCT / owner / "__init__.py")).all()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of an EXPLAIN plan."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


async def generic_plan(connection: Connection, statement: sql.Statement) -> dict[str, Any]:
    """The plan that serves any arguments, with sequential scans priced out of it."""
    prepared = await connection.prepare(statement.text)
    nulls = ", ".join(["NULL"] * len(prepared.get_parameters()))
    await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE looked_at AS {statement.text}")
    call = f"EXECUTE looked_at({nulls})" if nulls else "EXECUTE looked_at"
    explained = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {call}")
    plan: dict[str, Any] = (json.loads(explained) if isinstance(explained, str) else explained)[0]["Plan"]
    return plan


def scans(plan: dict[str, Any]) -> list[str]:
    """What a hot statement must not do: read a whole table, or a whole index."""
    found = [f"reads all of {n['Relation Name']}" for n in nodes(plan) if n["Node Type"] == "Seq Scan"]
    whole = [n for n in nodes(plan) if n["Node Type"] in INDEX_SCANS and "Index Cond" not in n]
    return found + [f"reads all of the index {n['Index Name']}" for n in whole]


async def problems(connection: Connection, statement: sql.Statement) -> list[str]:
    """Why PostgreSQL would not run a statement for the app, or not quickly; empty when all is well."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        plan = await generic_plan(connection, statement)
    except asyncpg.PostgresError as error:
        return [f"{statement.path}: {statement.name}: {error}"]
    finally:
        await transaction.rollback()
        if await connection.fetchval("SELECT 1 FROM pg_prepared_statements WHERE name = 'looked_at'"):
            await connection.execute("DEALLOCATE looked_at")
    slow = scans(plan) if HOT.search(statement.why) else []
    return [f"{statement.path}: {statement.name}: is hot and {what}" for what in slow]


@pytest.mark.parametrize("owner", OWNERS)
async def test_every_statement_prepares_and_a_hot_one_rides_an_index(pool: asyncpg.Pool, owner: str) -> None:
    async with pool.acquire() as connection:
        found = [p for statement in statements_of(owner) for p in await problems(connection, statement)]
    assert not found, "\n" + "\n".join(found)


def test_the_generated_schema_is_the_migrated_database(database_url: str) -> None:
    dumped = migration.dump(database_url, BINARIES / "pg_dump")
    assert migration.SCHEMA_FILE.is_file(), "linli/kernel/schema.sql is missing: run `make schema`"
    assert migration.SCHEMA_FILE.read_text("utf-8") == dumped, "schema.sql is old: run `make schema`"


async def test_the_database_has_exactly_the_listed_tables(work: Work) -> None:
    listing = _statement(
        "SELECT schemaname || '.' || tablename FROM pg_catalog.pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pgqueuer')"
    )
    assert sorted(await work.column(str, listing)) == sorted(TABLES)


def _statement(text: str, why: str = "A sample for this test.") -> sql.Statement:
    return sql.Statement("sample", why, text, __file__)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT nothing FROM kernel.outbox", "does not exist"),
        ("SELECT 1 FROM kernel.inbox", "does not exist"),
        ("UPDATE kernel.outbox SET handed_at = $1::integer", "but expression is of type integer"),
        ("UPDATE kernel.audit_trail SET why = $1", "permission denied"),
        ("DELETE FROM ledger.transfers", "permission denied"),
        ("SELECT 1; SELECT 2", "multiple commands"),
    ],
)
async def test_a_statement_that_cannot_run_is_reported(pool: asyncpg.Pool, text: str, said: str) -> None:
    async with pool.acquire() as connection:
        found = await problems(connection, _statement(text))
        assert await connection.fetchval("SELECT 1") == 1
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1 FROM kernel.outbox WHERE payload = $1",
        "SELECT 1 FROM kernel.outbox ORDER BY market_id, announcement_id LIMIT 1",
    ],
)
async def test_a_hot_statement_without_an_index_is_reported(pool: asyncpg.Pool, text: str) -> None:
    async with pool.acquire() as connection:
        assert "is hot and reads all of" in "".join(
            await problems(connection, _statement(text, "hot: a sample."))
        )
        assert await problems(connection, _statement(text)) == []


async def test_a_hot_statement_on_its_index_is_fine(pool: asyncpg.Pool) -> None:
    text = "SELECT 1 FROM kernel.outbox WHERE market_id = $1 AND announcement_id = $2"
    async with pool.acquire() as connection:
        assert await problems(connection, _statement(text, "hot: a sample.")) == []
