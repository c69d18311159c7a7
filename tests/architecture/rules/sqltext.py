"""SQL as data: named statements cut from their files, and syntax trees from PostgreSQL's own parser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import postgast
from google.protobuf.json_format import MessageToDict

from .source import Source, files

Node = dict[str, Any]
HEADER = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)[ \t]*$")
LOOKS_LIKE_HEADER = re.compile(r"^\s*--\s*(name|part)\b\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """One named statement: whose it is, why it exists, its text and the line on which the text begins."""

    owner: str
    source: Source
    line: int
    name: str
    why: str
    text: str
    text_line: int

    def at(self, offset: int, message: str) -> str:
        """A violation at a byte offset of the text (as the parser reports it)."""
        line = self.text_line + self.text.encode()[:offset].count(b"\n")
        return self.source.at(line, f"{self.name}: {message}")


@cache
def parse(text: str) -> tuple[Node, ...]:
    """The statements of a text as plain dicts; raises `postgast.PgQueryError` for what is no SQL."""
    tree = MessageToDict(postgast.parse(text), preserving_proto_field_name=True)
    return tuple(tree.get("stmts", ()))


def parsed(statement: Statement) -> tuple[Node, ...]:
    """The syntax tree of a named statement; nothing where it is no SQL (`statements.check` reports that)."""
    try:
        return parse(statement.text)
    except postgast.PgQueryError:
        return ()


def walk(node: Any) -> Iterator[tuple[str, Node]]:
    """Every (kind, node) below a node, itself not included, in the order of the text."""
    if isinstance(node, dict):
        for kind, child in node.items():
            if isinstance(child, dict):
                yield kind, child
            yield from walk(child)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from walk(child)


def strings(nodes: Any) -> list[str]:
    """The plain strings of a list of String nodes, as in `a.b.c` or `(x, y)`."""
    return [n["string"].get("sval", "") for n in nodes or () if "string" in n]


def owner_of(source: Source) -> str | None:
    """`kernel` or the module that a `.sql` file belongs to; None in places where no statement may stand."""
    parts = source.parts
    if parts[:2] == ("linli", "kernel"):
        return "kernel"
    in_module = parts[:2] == ("linli", "modules") and len(parts) > 3
    return parts[2] if in_module and (len(parts) == 4 or (len(parts) == 5 and parts[3] == "sql")) else None


def statement_files(root: Path) -> Iterator[Source]:
    """Every `.sql` file of the product but migrations and the generated schema."""
    for source in files(root, ".sql", under="linli"):
        if source.parts[:3] != ("linli", "kernel", "migrations") and source.parts[-1] != "schema.sql":
            yield source


def split(source: Source) -> Iterator[Statement]:
    """Cut a file at its `-- name:` lines, as the kernel's loader does."""
    lines = source.text.split("\n")
    starts = [i for i, line in enumerate(lines) if HEADER.match(line)]
    for start, end in pairwise([*starts, len(lines)]):
        header = HEADER.match(lines[start])
        first = next((i for i in range(start + 1, end) if not lines[i].startswith("--")), end)
        why = " ".join(line.removeprefix("--").strip() for line in lines[start + 1 : first])
        text = "\n".join(lines[first:end]).rstrip()
        name = header["name"] if header else ""
        yield Statement(owner_of(source) or "", source, start + 1, name, why.strip(), text, first + 1)


def statements(root: Path) -> Iterator[Statement]:
    for source in statement_files(root):
        yield from split(source)


def tables_in(node: Any) -> Iterator[tuple[str, str, int]]:
    """(schema, table, offset) of every table that is named; the schema is empty for an unqualified one."""
    if isinstance(node, dict):
        for kind, child in node.items():
            if kind in {"range_var", "relation", "pktable"} and "relname" in child:
                yield child.get("schemaname", ""), child["relname"], child.get("location", 0)
            if kind != "locking_clause":  # `FOR UPDATE OF o` names an alias, not a table
                yield from tables_in(child)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from tables_in(child)


def without_comments(text: str) -> str:
    """The text with comments and quoted strings blanked, line breaks kept."""
    pattern = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
