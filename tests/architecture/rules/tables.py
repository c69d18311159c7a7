"""What `linli/kernel/tables.py` says: each table's kind, and which tables only grow. Read, never imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .source import Source

REL = "linli/kernel/tables.py"
KINDS = frozenset({"market", "person", "reference", "lookup", "kernel"})


def _value_of(root: Path, name: str) -> ast.expr | None:
    path = root / REL
    if not path.is_file():
        return None
    for node in Source(path, REL).tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == name for t in targets):
            return getattr(node, "value", None)
    return None


def entries(root: Path) -> Iterator[tuple[str, str, int]]:
    """(table, kind, line) in the order of the file, doubles included."""
    value = _value_of(root, "TABLES")
    if isinstance(value, ast.Dict):
        for key, kind in zip(value.keys, value.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(kind, ast.Attribute):
                yield str(key.value), kind.attr.lower(), key.lineno


def kinds(root: Path) -> dict[str, str]:
    """Table → kind."""
    return {table: kind for table, kind, _ in entries(root)}


def append_only(root: Path) -> set[str]:
    """The tables that the app's role may never update or delete."""
    value = _value_of(root, "APPEND_ONLY")
    if value is None:
        return set()
    return {n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def check(root: Path) -> list[str]:
    """The list itself: literal, each table once, one of five kinds."""
    if not isinstance(_value_of(root, "TABLES"), ast.Dict):
        return [f"{REL}:1: there is no literal TABLES"]
    found = []
    seen: set[str] = set()
    for table, kind, line in entries(root):
        if table in seen:
            found.append(f"{REL}:{line}: {table} is listed twice")
        if kind not in KINDS:
            found.append(f"{REL}:{line}: {kind} is not one of the five kinds")
        seen.add(table)
    found += [f"{REL}:1: {t} only grows but is not listed" for t in sorted(append_only(root) - seen)]
    return found
