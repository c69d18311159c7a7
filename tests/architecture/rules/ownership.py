"""A module's SQL names only its own schema and the kernel's; what only grows is never changed."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import tables
from .sqltext import Node, Statement, parsed, statements, strings, tables_in, walk, without_comments

CATALOGS = frozenset({"pg_catalog", "information_schema"})
WRITES = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt")
NOT_ONE_MACHINE = re.compile(
    r"\b(pg_(try_)?advisory_\w+|pg_notify|NOTIFY|LISTEN|nextval|setval)\b", re.IGNORECASE
)
CLOCKS = {"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"}
CHANCE = {"random", "gen_random_uuid", "uuidv4", "uuidv7"}
NOT_GIVEN = frozenset(CLOCKS | CHANCE)


def check(root: Path) -> list[str]:
    kinds = tables.kinds(root)
    only_grow = tables.append_only(root)
    found: list[str] = []
    for statement in statements(root):
        tree = parsed(statement)
        found += _schemas(statement, tree, kinds)
        found += _history(statement, tree, only_grow)
        found += _arguments(statement, tree)
    return found


def _schemas(statement: Statement, tree: tuple[Node, ...], kinds: dict[str, str]) -> Iterator[str]:
    within = {node["ctename"] for kind, node in walk(tree) if kind == "common_table_expr"}
    written = {
        (node["relation"].get("schemaname"), node["relation"]["relname"])
        for kind, node in walk(tree)
        if kind in WRITES
    }
    for schema, table, offset in tables_in(tree):
        if not schema:
            if table not in within:
                yield statement.at(offset, f"{table} needs its schema's name")
            continue
        may_see = {statement.owner, "kernel"} | (CATALOGS if statement.owner == "kernel" else set())
        audits_reads = statement.owner == "audits" and (schema, table) not in written
        if schema not in may_see and not audits_reads:
            yield statement.at(offset, f"{schema}.{table} belongs to {schema}, not to {statement.owner}")
        elif schema not in CATALOGS and kinds and f"{schema}.{table}" not in kinds:
            yield statement.at(offset, f"{schema}.{table} is not listed in {tables.REL}")


def _history(statement: Statement, tree: tuple[Node, ...], only_grow: set[str]) -> Iterator[str]:
    for kind, node in walk(tree):
        conflict = node.get("on_conflict_clause", {}) if kind == "insert_stmt" else {}
        rewrites = kind in WRITES[1:] or conflict.get("action") == "ONCONFLICT_UPDATE"
        if rewrites and "relation" in node:
            table = f"{node['relation'].get('schemaname', '')}.{node['relation']['relname']}"
            if table in only_grow:
                yield statement.at(node["relation"].get("location", 0), f"{table} only grows")


def _arguments(statement: Statement, tree: tuple[Node, ...]) -> Iterator[str]:
    """Time, chance and ids are arguments; nothing relies on there being one machine."""
    for kind, node in walk(tree):
        name = (strings(node.get("funcname")) or [""])[-1] if kind == "func_call" else ""
        if name in NOT_GIVEN:
            yield statement.at(node.get("location", 0), f"{name}() must be an argument")
        if kind == "sqlvalue_function" and re.search("DATE|TIME", node["op"]):
            yield statement.at(node.get("location", 0), "the present moment must be an argument")
    for match in NOT_ONE_MACHINE.finditer(without_comments(statement.text)):
        offset = len(statement.text[: match.start()].encode())
        yield statement.at(offset, f"{match[0]} does not spread over machines")
