"""Where the product limits something: conditional writes, counted constraints, limits on tries."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .source import python
from .sqltext import Node, Statement, parsed, statements, walk

CONSTRAINT = re.compile(r"^    CONSTRAINT (?P<name>\w+) CHECK (?P<what>.+?),?$")
TABLE = re.compile(r"^CREATE TABLE (?P<name>\w+\.\w+) \(")
# Two columns compared, or sums of columns: one of them can be used up by the other.
COMPARED = re.compile(r"\b[a-z_]+\)* (<=|>=|<|>) \(*[a-z_]+\b")
# A count or an amount that goes down and may not go below nothing.
NOT_BELOW = re.compile(r"^\(+(?P<column>[a-z_]+) >= 0\)+$")
USED_UP = re.compile(r"^(held|taken|stock|tries_left|balance_minor|pending_minor)$")
# Comparisons within a row that say what it is, not how often something may happen.
SHAPES = re.compile(r"list_price_minor|effective_|_count\b|total_minor = |cardinality|opens|closes")


def found(root: Path) -> dict[str, str]:
    """Everything that limits: its name in the list → where it stands."""
    named = {f"{one.owner}.{one.name}": one.source.at(one.line, one.name) for one in _writes(root)}
    return named | dict(_constraints(root)) | dict(_counted(root))


def known(root: Path) -> set[str]:
    """Every name that the list may use: also statements that only help to limit."""
    return {f"{one.owner}.{one.name}" for one in statements(root)} | found(root).keys()


def _writes(root: Path) -> Iterator[Statement]:
    """Statements that decide by what they find: conditional updates and deletes, conflicts, locks."""
    for statement in statements(root):
        if any(_decides(kind, node) for tree in parsed(statement) for kind, node in walk(tree)):
            yield statement


def _decides(kind: str, node: Node) -> bool:
    if kind in ("update_stmt", "delete_stmt"):
        written = {
            one["res_target"]["name"] for one in node.get("target_list", ()) if "name" in one["res_target"]
        }
        return any(_is_condition(*part, written) for part in _parts(node.get("where_clause", {})))
    if kind == "on_conflict_clause":
        return node.get("action") == "ONCONFLICT_NOTHING" or "where_clause" in node
    return kind == "locking_clause"


def _parts(where: Node) -> Iterator[tuple[str, Node]]:
    """The conditions that are joined by AND, without what stands in a query inside."""
    for kind, node in where.items():
        if kind == "bool_expr" and node.get("boolop") == "AND_EXPR":
            for arm in node.get("args", ()):
                yield from _parts(arm)
        elif isinstance(node, dict):
            yield kind, node


def _is_condition(kind: str, node: Node, written: set[str]) -> bool:
    """Anything but `column = $1`, `column = ANY($1)` and `a.column = b.column`; those, too, where the
    statement writes that column: then it was to be as somebody had read it.
    """
    if kind != "a_expr" or [part["string"]["sval"] for part in node.get("name", ())] != ["="]:
        return True
    if node.get("kind") == "AEXPR_IN":
        return True
    column = node.get("lexpr", {}).get("column_ref", {}).get("fields", [{}])[-1].get("string", {}).get("sval")
    return column in written or not _is_key(node.get("lexpr", {})) or not _is_key(node.get("rexpr", {}))


def _is_key(side: dict[str, Any]) -> bool:
    if "type_cast" in side:
        cast = side["type_cast"]
        names = [part["string"]["sval"] for part in cast.get("type_name", {}).get("names", ())]
        # The states from which a move is allowed come as a list of texts.
        return names[-1:] != ["text"] and _is_key(cast.get("arg", {}))
    return "column_ref" in side or "param_ref" in side


def _constraints(root: Path) -> Iterator[tuple[str, str]]:
    table = ""
    path = root / "linli" / "kernel" / "schema.sql"
    for number, line in enumerate(path.read_text("utf-8").split("\n") if path.exists() else (), 1):
        if begins := TABLE.match(line):
            table = begins["name"]
        if (told := CONSTRAINT.match(line)) and _is_counted(told["what"]):
            yield f"{table}.{told['name']}", f"linli/kernel/schema.sql:{number}: {told['name']}"


def _is_counted(what: str) -> bool:
    if SHAPES.search(what) or "IS NULL" in what or "::" in what:
        return False
    below = NOT_BELOW.match(what)
    return bool(USED_UP.match(below["column"])) if below else bool(COMPARED.search(what))


def _counted(root: Path) -> Iterator[tuple[str, str]]:
    """`NAME = Limit(…)`."""
    for source in python(root):
        for node in ast.walk(ast.parse(source.text)):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                called = node.value.func if isinstance(node.value, ast.Call) else None
                is_limit = called is not None and ast.unparse(called).split(".")[-1] == "Limit"
                if is_limit:
                    yield f"{'/'.join(source.parts)}.{name}", source.at(node.lineno, name)
