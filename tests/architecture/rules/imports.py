"""What each file imports, wherever in the file it does so (functions and TYPE_CHECKING blocks count)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .source import Source, python


@dataclass(frozen=True)
class Import:
    """`from module import name` (name is None for `import module`), always with the absolute module."""

    line: int
    module: str
    name: str | None = None
    alias: str | None = None

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


def package_of(rel: str) -> list[str]:
    """The dotted package that relative imports of this file start from."""
    return rel.removesuffix(".py").split("/")[:-1]


def _absolute(rel: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = package_of(rel)
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _dynamic(node: ast.Call) -> str | None:
    """The module in `import_module("…")` or `__import__("…")`, so that nobody slips past as a string."""
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called not in {"import_module", "__import__"} or not node.args:
        return None
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _read(source: Source) -> Iterator[Import]:
    rel = source.rel
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(node.lineno, name.name, None, name.asname)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(rel, node)
            for name in node.names:
                yield Import(node.lineno, module, name.name, name.asname)
        elif isinstance(node, ast.Call) and (called := _dynamic(node)):
            yield Import(node.lineno, called)


@cache
def _cached(source: Source, _tree: ast.Module) -> tuple[Import, ...]:
    return tuple(sorted(_read(source), key=lambda i: i.line))


def imports(source: Source) -> tuple[Import, ...]:
    return _cached(source, source.tree)


def modules_on_disk(root: Path) -> dict[str, str]:
    """Dotted name → path from the root, for every Python file of the product."""
    found = {}
    for source in python(root):
        dotted = source.rel.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        found[dotted] = source.rel
    return found


def origins(source: Source) -> dict[str, str]:
    """Local name → where it came from, so that `dt.datetime.now` is known under any alias."""
    known = {}
    for item in imports(source):
        if item.name:
            known[item.alias or item.name] = item.full
        elif item.alias:
            known[item.alias] = item.module
        else:
            known[item.module.split(".")[0]] = item.module.split(".")[0]
    return known


def dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    """The full dotted name an expression stands for, or None if it is not a plain imported name."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, known)
        return f"{base}.{node.attr}" if base else None
    return None
