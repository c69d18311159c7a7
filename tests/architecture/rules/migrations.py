"""Migrations are dated files that only go forward, and the schema they make spreads over machines."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import postgast

from ..ranks import RANKS
from .schema import Table, line_at, migrations, tables
from .source import Source
from .sqltext import Node, parse, tables_in, walk, without_comments

NAME = re.compile(r"^(?P<date>\d{8})_(?P<number>\d{2})_[a-z0-9]+(_[a-z0-9]+)*\.sql$")
FORBIDDEN = re.compile(
    r"\b(create\s+(or\s+replace\s+)?(constraint\s+)?trigger|create\s+(temp\s+)?sequence|(small|big)?serial"
    r"|as\s+identity|pg_(try_)?advisory_\w+|notify|pg_notify|listen|nextval)\b",
    re.IGNORECASE,
)
PLACE = re.compile(r"(^|_)(lat|lon)$")
MONEY = frozenset({"amount", "price", "fee", "subtotal", "money", "cents", "fen", "yuan"})
NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "integer", "bigint", "float4", "float8"})


def check(root: Path) -> list[str]:
    """File names, what may not stand in them, schema-qualified tables in known schemas."""
    found: list[str] = []
    days: dict[str, str] = {}
    for source in migrations(root):
        found += _file_name(source, days)
        found += _forbidden(source)
        found += _qualified(source)
    return found


def _file_name(source: Source, days: dict[str, str]) -> Iterator[str]:
    match = NAME.match(source.parts[-1])
    if not match or len(source.parts) != 4:
        yield source.at(1, "a migration is called YYYYMMDD_NN_words.sql")
        return
    day = match["date"]
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        yield source.at(1, f"{day} is not a date")
    key = f"{day}_{match['number']}"
    if key in days:
        yield source.at(1, f"{key} is taken by {days[key]}")
    days[key] = source.parts[-1]


def _forbidden(source: Source) -> Iterator[str]:
    for match in FORBIDDEN.finditer(without_comments(source.text)):
        line = source.text.count("\n", 0, match.start()) + 1
        yield source.at(line, f"{' '.join(match[0].split())} does not spread over machines")


def _qualified(source: Source) -> Iterator[str]:
    try:
        tree = parse(source.text)
    except postgast.PgQueryError as error:
        yield source.at(1, f"no valid SQL: {error}")
        return
    for statement in tree:
        yield from _statement_qualified(source, statement)


def _statement_qualified(source: Source, statement: Node) -> Iterator[str]:
    within = {node["ctename"] for kind, node in walk(statement) if kind == "common_table_expr"}
    for schema, table, offset in tables_in(statement):
        if not schema and table in within:
            continue
        if not schema:
            yield source.at(line_at(source, offset), f"{table} needs its schema's name")
        elif schema != "kernel" and schema not in RANKS:
            yield source.at(line_at(source, offset), f"{schema} is no module")


def columns(root: Path) -> list[str]:
    """Moments are timestamptz, money is bigint and ends in _minor, no float but for places."""
    return [violation for table in tables(root).values() for violation in _columns(table)]


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        name, kind = column.name, column.type.removesuffix("[]")
        is_moment = kind in {"timestamp", "timetz"} or (name.endswith("_at") and kind != "timestamptz")
        lines = column.source.text.split("\n")
        commented = "--" in lines[column.line - 1] or lines[column.line - 2].strip().startswith("--")
        if is_moment:
            yield column.source.at(column.line, f"{table.name}: {name} is {kind}; a moment is timestamptz")
        if kind in {"float4", "float8"} and not PLACE.search(name):
            yield column.source.at(column.line, f"{table.name}: {name} is a float; only lat and lon are")
        if kind == "numeric" and not commented:
            yield column.source.at(column.line, f"{table.name}: {name} is numeric; say in a comment why")
        if name.endswith("_minor") and kind != "int8":
            yield column.source.at(column.line, f"{table.name}: {name} is {kind}; money is bigint")
        if name.split("_")[-1] in MONEY and kind in NUMBERS:
            yield column.source.at(
                column.line, f"{table.name}: {name} looks like money; call it {name}_minor"
            )
        if column.identity or kind.endswith("serial"):
            yield column.source.at(
                column.line, f"{table.name}: {name} numbers itself; ids are UUIDv7 made in the app"
            )
