"""The tables that the migrations make, as data, in the state after the last file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import postgast

from .source import Source, files
from .sqltext import Node, parse, strings

FOLDER = "linli/kernel/migrations"
RUNNER = "linli/kernel/migration.py"
KEYS = {
    "CONSTR_PRIMARY": "primary key",
    "CONSTR_UNIQUE": "unique key",
    "CONSTR_EXCLUSION": "exclusion",
    "CONSTR_FOREIGN": "foreign key",
}


@dataclass(frozen=True)
class Key:
    """A primary, unique, exclusion or foreign key, or a unique index; None stands for an expression."""

    kind: str
    columns: tuple[str | None, ...]
    line: int
    name: str = ""
    target: str = ""
    target_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column, with the file and line that add it: its table may have been made in another file."""

    name: str
    type: str
    source: Source
    line: int
    identity: bool = False


@dataclass
class Table:
    """A table as `schema.name`, with the file that made it."""

    name: str
    source: Source
    line: int
    columns: list[Column] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)

    def at(self, line: int, message: str) -> str:
        return self.source.at(line, f"{self.name}: {message}")


def migrations(root: Path) -> list[Source]:
    return list(files(root, ".sql", under=FOLDER))


@cache
def _line_starts(text: str) -> bytes:
    return text.encode()


def line_at(source: Source, offset: int) -> int:
    return _line_starts(source.text)[:offset].count(b"\n") + 1


def tables(root: Path) -> dict[str, Table]:
    """Table name → table, replaying the migrations in order."""
    known: dict[str, Table] = {}
    for source in migrations(root):
        try:
            statements = parse(source.text)
        except postgast.PgQueryError:
            continue
        for statement in statements:
            for kind, node in statement["stmt"].items():
                _replay(known, source, kind, node, statement.get("stmt_location", 0))
    return known


def _name(relation: Node) -> str:
    return f"{relation.get('schemaname', '')}.{relation['relname']}"


def _replay(known: dict[str, Table], source: Source, kind: str, node: Node, start: int) -> None:
    if kind == "create_stmt" and "partbound" not in node:
        line = line_at(source, node["relation"].get("location", start))
        table = known.setdefault(_name(node["relation"]), Table(_name(node["relation"]), source, line))
        for element in node.get("table_elts", ()):
            _element(table, source, element)
    elif kind == "index_stmt" and node.get("unique") and _name(node["relation"]) in known:
        columns = tuple(p["index_elem"].get("name") for p in node["index_params"])
        line = line_at(source, node["relation"].get("location", start))
        key = Key("unique index", columns, line, node.get("idxname", ""))
        known[_name(node["relation"])].keys.append(key)
    elif kind == "alter_table_stmt" and _name(node["relation"]) in known:
        for command in node["cmds"]:
            _alter(known[_name(node["relation"])], source, command["alter_table_cmd"])
    elif kind == "drop_stmt":
        for dropped in node.get("objects", ()):
            name = ".".join(strings(dropped.get("list", {}).get("items")))
            known.pop(name, None)
            for table in known.values():
                table.keys = [
                    k for k in table.keys if k.kind != "unique index" or k.name != name.split(".")[-1]
                ]


def _alter(table: Table, source: Source, command: Node) -> None:
    what, name = command.get("subtype"), command.get("name", "")
    if what in {"AT_AddColumn", "AT_AddConstraint"}:
        _element(table, source, command["def"])
    elif what == "AT_DropColumn":
        table.columns = [c for c in table.columns if c.name != name]
        table.keys = [k for k in table.keys if name not in k.columns]
    elif what == "AT_DropConstraint":
        table.keys = [k for k in table.keys if k.name != name]
    elif what == "AT_AlterColumnType":
        new = _type(command["def"]["column_def"]["type_name"])
        line = line_at(source, command["def"]["column_def"].get("location", 0))
        table.columns = [Column(c.name, new, source, line) if c.name == name else c for c in table.columns]


def _type(node: Node) -> str:
    return strings(node.get("names"))[-1] + ("[]" if "array_bounds" in node else "")


def _element(table: Table, source: Source, element: Node) -> None:
    if "constraint" in element:
        table.keys += _keys(source, element["constraint"], None)
    elif "column_def" in element:
        node = element["column_def"]
        constraints: list[Any] = [c["constraint"] for c in node.get("constraints", ())]
        identity = any(c["contype"] == "CONSTR_IDENTITY" for c in constraints)
        line = line_at(source, node.get("location", 0))
        table.columns.append(Column(node["colname"], _type(node["type_name"]), source, line, identity))
        for constraint in constraints:
            table.keys += _keys(source, constraint, node["colname"])


def _keys(source: Source, node: Node, column: str | None) -> Iterator[Key]:
    kind = KEYS.get(node["contype"])
    if not kind:
        return
    line = line_at(source, node.get("location", 0))
    if kind == "exclusion":
        columns = tuple(e["list"]["items"][0]["index_elem"].get("name") for e in node.get("exclusions", ()))
    else:
        named = strings(node.get("fk_attrs" if kind == "foreign key" else "keys"))
        columns = tuple(named) or ((column,) if column else ())
    target = _name(node["pktable"]) if "pktable" in node else ""
    yield Key(kind, columns, line, node.get("conname", ""), target, tuple(strings(node.get("pk_attrs"))))
