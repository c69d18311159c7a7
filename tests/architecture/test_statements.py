"""Named SQL: where it stands, what it says, who uses it, whose tables it names."""

from pathlib import Path

import pytest

from .places import REPOSITORY, none, one, plant
from .rules import ownership, python_sql, statements
from .samples import with_statement


def test_every_statement_of_the_house_has_a_name_and_a_reason() -> None:
    none(statements.check(REPOSITORY))


def test_every_statement_of_the_house_is_used_and_every_used_one_exists() -> None:
    none(statements.usage(REPOSITORY))


def test_no_sql_of_the_house_hides_in_python() -> None:
    none(python_sql.check(REPOSITORY))


def test_every_statement_of_the_house_names_only_its_own_tables() -> None:
    none(ownership.check(REPOSITORY))


GOOD = "-- name: find_order\n-- The order page: one row by key.\nSELECT 1;\n"


@pytest.mark.parametrize(
    "path",
    ["linli/modules/orders/orders.sql", "linli/modules/orders/sql/read.sql", "linli/kernel/kernel.sql"],
)
def test_a_named_statement_with_a_reason_is_allowed(tmp_path: Path, path: str) -> None:
    none(statements.check(plant(tmp_path, {path: f"-- About this file.\n\n{GOOD}"})))


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("linli/modules/orders/orders.sql", "SELECT 1", "without a name"),
        ("linli/modules/orders/orders.sql", "-- name: FindOrder\n-- Because of this.\nSELECT 1", "header"),
        ("linli/modules/orders/orders.sql", "-- name: find_order\nSELECT 1", "no sentence"),
        ("linli/modules/orders/orders.sql", GOOD + "SELECT 2", "2 statements"),
        ("linli/modules/orders/orders.sql", GOOD.replace("SELECT 1;", ""), "0 statements"),
        ("linli/modules/orders/orders.sql", GOOD.replace("SELECT 1", "SELECT FROM FROM"), "no valid SQL"),
        ("linli/modules/orders/orders.sql", GOOD + GOOD, "already in"),
        ("linli/web/orders.sql", GOOD, "statements stand in"),
        ("linli/modules/orders/actions/orders.sql", GOOD, "statements stand in"),
    ],
)
def test_a_statement_out_of_order_is_reported(tmp_path: Path, path: str, text: str, said: str) -> None:
    found = statements.check(plant(tmp_path, {path: text}))
    assert any(said in violation for violation in found), found


def test_a_statement_nobody_uses_is_reported(tmp_path: Path) -> None:
    root = with_statement(tmp_path, "SELECT 1")
    none(statements.usage(root))
    one(
        statements.usage(plant(root, {"linli/modules/orders/queries.py": "SQL = load(__file__)"})),
        "used nowhere",
    )


def test_a_used_name_without_a_statement_is_reported(tmp_path: Path) -> None:
    root = with_statement(tmp_path, "SELECT 1")
    action = "from .queries import SQL\nasync def f(work):\n    await work.run(SQL.find_oder, 1)"
    found = statements.usage(plant(root, {"linli/modules/orders/actions/f.py": action}))
    one(found, "linli/modules/orders/actions/f.py:3", "find_oder")


@pytest.mark.parametrize(
    "line",
    [
        'x = "SELECT a FROM b"',
        'x = "/* find */ SELECT a FROM b"',
        'x = f"UPDATE {table} SET a = 1"',
        'x = "insert into orders.orders values (1)"',
        'def f():\n    """Say so."""\n    return "WITH a AS (SELECT 1) SELECT"',
    ],
)
def test_sql_in_a_string_is_reported(tmp_path: Path, line: str) -> None:
    one(python_sql.check(plant(tmp_path, {"linli/modules/orders/actions.py": line})), "SQL in a string")
    none(python_sql.check(plant(tmp_path / "b", {"linli/kernel/migration.py": line})))


@pytest.mark.parametrize(
    "line", ['x = "Select a store from the list"', '"""SELECT a FROM b"""', 'x = "update the set"']
)
def test_prose_is_not_taken_for_sql(tmp_path: Path, line: str) -> None:
    none(python_sql.check(plant(tmp_path, {"linli/modules/orders/actions.py": line})))


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        ("orders", "SELECT 1 FROM orders.orders o JOIN kernel.outbox USING (market_id) FOR UPDATE OF o"),
        ("orders", "WITH due AS (SELECT 1 FROM orders.orders) SELECT 1 FROM due, unnest($1::uuid[]) AS t"),
        ("orders", "INSERT INTO orders.log (market_id) VALUES ($1) ON CONFLICT DO NOTHING"),
        ("audits", "SELECT 1 FROM orders.orders"),
        ("kernel", "SELECT 1 FROM pg_catalog.pg_class"),
    ],
)
def test_naming_ones_own_tables_is_allowed(tmp_path: Path, owner: str, text: str) -> None:
    none(ownership.check(with_statement(tmp_path, text, owner=owner)))


@pytest.mark.parametrize(
    ("owner", "text", "said"),
    [
        ("orders", "SELECT 1 FROM ledger.accounts", "belongs to ledger"),
        (
            "orders",
            "SELECT 1 FROM orders.orders WHERE a IN (SELECT b FROM ledger.accounts)",
            "belongs to ledger",
        ),
        ("kernel", "SELECT 1 FROM orders.orders", "belongs to orders"),
        ("orders", "SELECT 1 FROM orders", "schema's name"),
        ("orders", "SELECT 1 FROM orders.parcels", "not listed"),
        ("audits", "UPDATE orders.orders SET a = 1", "belongs to orders"),
        ("orders", "SELECT 1 FROM pg_catalog.pg_class", "belongs to pg_catalog"),
        ("orders", "UPDATE orders.log SET a = 1", "only grows"),
        ("orders", "WITH a AS (DELETE FROM orders.log RETURNING 1) SELECT 1 FROM a", "only grows"),
        ("orders", "INSERT INTO orders.log (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", "only grows"),
        ("orders", "SELECT now()", "argument"),
        ("orders", "SELECT current_date", "argument"),
        ("orders", "SELECT gen_random_uuid()", "argument"),
        ("orders", "SELECT pg_advisory_xact_lock(1)", "spread"),
        ("orders", "SELECT pg_notify('a', 'b')", "spread"),
    ],
)
def test_reaching_beyond_ones_own_is_reported(tmp_path: Path, owner: str, text: str, said: str) -> None:
    one(ownership.check(with_statement(tmp_path, text, owner=owner)), ".sql:3: find_order", said)
