"""A small market schema and statement files, for the samples of the SQL rules."""

from pathlib import Path

from .places import plant

TABLES = """
from enum import StrEnum
class Kind(StrEnum):
    MARKET = "market"
TABLES: dict[str, Kind] = {
    "kernel.outbox": Kind.MARKET,
    "markets.markets": Kind.REFERENCE,
    "orders.orders": Kind.MARKET,
    "orders.lines": Kind.MARKET,
    "orders.log": Kind.MARKET,
    "ledger.accounts": Kind.MARKET,
    "identity.people": Kind.PERSON,
    "identity.phones": Kind.LOOKUP,
}
APPEND_ONLY = frozenset(("orders.log",))
"""


def with_statement(root: Path, body: str, *, owner: str = "orders", name: str = "find_order") -> Path:
    """A repository with one named statement, used by its owner's queries."""
    place = "linli/kernel" if owner == "kernel" else f"linli/modules/{owner}"
    return plant(
        root,
        {
            "linli/kernel/tables.py": TABLES,
            f"{place}/{owner}.sql": f"-- name: {name}\n-- A sample for a rule.\n{body}\n",
            f"{place}/queries.py": f"SQL = sql.load(__file__)\nx = SQL.{name}\n",
        },
    )


def with_migration(root: Path, text: str, *, name: str = "20260101_01_first.sql") -> Path:
    """A repository with one migration and the list of tables."""
    return plant(root, {"linli/kernel/tables.py": TABLES, f"linli/kernel/migrations/{name}": text})
