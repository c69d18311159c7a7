"""`market_id` comes first (a wall of the house): the keys of each table fit its kind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import postgast

from . import tables as listed
from .schema import RUNNER, Key, Table, tables
from .source import Source
from .sqltext import parse

FIRST = {"market": "market_id", "person": "person_id"}


def check(root: Path) -> list[str]:
    kinds = listed.kinds(root)
    made = tables(root)
    found = [
        f"{listed.REL}:{line}: no migration makes {table}"
        for table, _, line in listed.entries(root)
        if table not in made and table not in _made_by_runner(root)
    ]
    for table in made.values():
        if table.name not in kinds:
            found.append(table.at(table.line, f"is not listed in {listed.REL}"))
        else:
            found += _table(table, kinds)
    return found


def _made_by_runner(root: Path) -> set[str]:
    """The runner makes its own table before the first migration: read that from its strings."""
    path = root / RUNNER
    names = set()
    if path.is_file():
        for node in ast.walk(Source(path, RUNNER).tree):
            if isinstance(node, ast.Constant) and "CREATE TABLE" in str(node.value):
                try:
                    statements = parse(str(node.value))
                except postgast.PgQueryError:
                    continue
                created = [
                    s["stmt"]["create_stmt"]["relation"] for s in statements if "create_stmt" in s["stmt"]
                ]
                names |= {f"{r.get('schemaname')}.{r['relname']}" for r in created}
    return names


def _table(table: Table, kinds: dict[str, str]) -> Iterator[str]:
    kind = kinds[table.name]
    if not any(key.kind == "primary key" for key in table.keys):
        yield table.at(table.line, "has no primary key")
    if kind == "lookup":
        yield from _lookup(table)
    for key in table.keys:
        if key.kind == "foreign key":
            yield from _foreign(table, key, kind, kinds)
        elif kind in FIRST and (not key.columns or key.columns[0] != FIRST[kind]):
            yield table.at(key.line, f"{FIRST[kind]} comes first in every {key.kind} of a {kind} table")


def _foreign(table: Table, key: Key, kind: str, kinds: dict[str, str]) -> Iterator[str]:
    there = kinds.get(key.target, "unlisted")
    if there == "reference":
        return
    if there != kind:
        yield table.at(key.line, f"a foreign key leads from a {kind} table to {key.target} ({there})")
        return
    first = FIRST.get(kind)
    if first and (key.columns[:1] != (first,) or (key.target_columns and key.target_columns[0] != first)):
        yield table.at(key.line, f"{first} comes first in every foreign key of a {kind} table")


def _lookup(table: Table) -> Iterator[str]:
    types = {column.name: column.type for column in table.columns}
    for key in table.keys:
        if key.kind == "primary key" and [types.get(c or "") for c in key.columns] != ["bytea"]:
            yield table.at(key.line, "the whole key of a lookup table is one hash (bytea)")
        elif key.kind != "primary key":
            yield table.at(key.line, f"a lookup table has no {key.kind}; its hash is its only key")
