"""Every statement stands in a `.sql` file under a name, says why, is one statement, and is used."""

import ast
from collections.abc import Iterator
from pathlib import Path

import postgast

from .source import Source, python
from .sqltext import HEADER, LOOKS_LIKE_HEADER, Statement, owner_of, parse, split, statement_files, statements


def check(root: Path) -> list[str]:
    """Places, headers, reasons, one statement per name, no name twice in one module."""
    found: list[str] = []
    taken: dict[tuple[str, str], str] = {}
    for source in statement_files(root):
        if owner_of(source) is None:
            found.append(source.at(1, "statements stand in linli/kernel, linli/modules/<m>/ or its sql/"))
        found += _headers(source)
        for statement in split(source):
            found += _one(statement)
            key = (statement.owner, statement.name)
            if key in taken:
                found.append(source.at(statement.line, f"{statement.name} is already in {taken[key]}"))
            taken[key] = source.rel
    return found


def _headers(source: Source) -> Iterator[str]:
    named = False
    for number, line in enumerate(source.text.split("\n"), 1):
        if HEADER.match(line):
            named = True
        elif LOOKS_LIKE_HEADER.match(line):
            yield source.at(number, "write the header as `-- name: snake_name`")
        elif not named and line.strip() and not line.startswith("--"):
            yield source.at(number, "a statement without a name")
            return


def _one(statement: Statement) -> Iterator[str]:
    if len(statement.why.split()) < 3:
        yield statement.source.at(statement.line, f"{statement.name}: no sentence says why it exists")
    try:
        count = len(parse(statement.text))
    except postgast.PgQueryError as error:
        yield statement.at(max(0, getattr(error, "cursorpos", 1) - 1), f"no valid SQL: {error}")
        return
    if count != 1:
        yield statement.at(0, f"{count} statements under one name")


def _homes(owner: str) -> tuple[str, ...]:
    """Where an owner's Python is; the worker is the other half of the kernel's outbox and jobs."""
    return ("linli/kernel", "linli/worker") if owner == "kernel" else (f"linli/modules/{owner}",)


def usage(root: Path) -> list[str]:
    """Each statement is used in the Python of its owner, and each used name exists."""
    found: list[str] = []
    by_owner: dict[str, dict[str, Statement]] = {}
    for statement in statements(root):
        by_owner.setdefault(statement.owner, {})[statement.name] = statement
    for owner, named in sorted(by_owner.items()):
        sources = [source for place in _homes(owner) for source in python(root, under=place)]
        used, words = _used(sources)
        for name, statement in named.items():
            if name not in words and not any(name == use for use, _, _ in used):
                found.append(statement.source.at(statement.line, f"{name} is used nowhere in {owner}"))
        found += [
            source.at(line, f"no statement is named {use}") for use, source, line in used if use not in named
        ]
    return found


def _loaders(sources: list[Source]) -> set[str]:
    """Names that a package gives to its loaded statements: `SQL = sql.load(__file__)`."""
    names = set()
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                called = node.value.func
                last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if last == "load" and any(_is_file(a) for a in node.value.args):
                    names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def _is_file(argument: ast.expr) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "__file__" for n in ast.walk(argument))


def _used(sources: list[Source]) -> tuple[list[tuple[str, Source, int]], set[str]]:
    """Attribute uses of loaded statements, and every plain string (a name may be chosen at run time)."""
    loaders = _loaders(sources)
    used: list[tuple[str, Source, int]] = []
    words: set[str] = set()
    for source in sources:
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.Attribute):
                base = node.value
                last = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
                if last in loaders and node.attr != "all":
                    used.append((node.attr, source, node.lineno))
    return used, words
