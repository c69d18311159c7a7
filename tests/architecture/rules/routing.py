"""What a cluster cannot route although it is bound to one market (Citus 14): forms that one machine takes.

A common table expression that writes becomes an intermediate result there, which neither `ON CONFLICT … DO
UPDATE` nor `RETURNING` may read; and `VALUES` takes no subquery. Each can be said in another way: read the
parameters themselves, join with the expression afterwards, `INSERT … SELECT`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .sqltext import Node, Statement, parsed, statements, walk


def check(root: Path) -> list[str]:
    return [found for statement in statements(root) for found in check_statement(statement)]


def check_statement(statement: Statement) -> Iterator[str]:
    for node in parsed(statement):
        expressions = {cte["ctename"] for kind, cte in walk(node) if kind == "common_table_expr"}
        for kind, part in walk(node):
            if kind == "insert_stmt":
                yield from _insert(statement, part, expressions)
            if kind in {"insert_stmt", "update_stmt", "delete_stmt"}:
                for name in sorted(
                    _read(part.get("returning_clause") or part.get("returning_list"), expressions)
                ):
                    yield statement.at(0, f"RETURNING reads {name}: join with it in a SELECT afterwards")


def _insert(statement: Statement, node: Node, expressions: set[str]) -> Iterator[str]:
    for name in sorted(_read(node.get("on_conflict_clause"), expressions)):
        yield statement.at(0, f"ON CONFLICT reads {name}: say what it is made of instead")
    values = node.get("select_stmt", {}).get("select_stmt", {}).get("values_lists", ())
    if any(kind == "sub_link" for kind, _ in walk(values)):
        yield statement.at(0, "VALUES has a subquery: write INSERT … SELECT")


def _read(node: Any, expressions: set[str]) -> set[str]:
    """Which of the expressions are named as tables below a node."""
    named = {part.get("relname", "") for kind, part in walk(node) if kind == "range_var"}
    return named & expressions
