"""A module is entered through its front door: `linli/modules/<name>/__init__.py` and its `__all__`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .imports import imports
from .layers import dotted_path, module_of
from .source import Source, folders, python

DOCSTRING_LINES = 5
DOCSTRING_WORDS = ("words", "promises", "stage")


def public_names(root: Path, module: str) -> set[str] | None:
    """The names in a module's `__all__`; None when there is no literal `__all__`."""
    door = root / "linli" / "modules" / module / "__init__.py"
    if not door.is_file():
        return None
    tree = Source(door, door.relative_to(root).as_posix()).tree
    for node in tree.body:
        if _is_all(node) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            try:
                return set(ast.literal_eval(node.value))
            except ValueError:
                return None
    return None


def _is_all(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets)


def doors(root: Path) -> list[str]:
    """Each front door has its docstring and `__all__`, and no logic."""
    found = []
    for name in folders(root, "linli/modules"):
        path = root / "linli" / "modules" / name / "__init__.py"
        rel = f"linli/modules/{name}/__init__.py"
        if not path.is_file():
            found.append(f"{rel}:1: module {name} has no front door")
            continue
        source = Source(path, rel)
        found += _docstring(source)
        found += _no_logic(source)
        found += _all_names_exist(root, name, source)
    return found


def _docstring(source: Source) -> list[str]:
    text = ast.get_docstring(source.tree) or ""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < DOCSTRING_LINES:
        message = f"the docstring has {len(lines)} lines; say what it is, its words, promises, stage"
        return [source.at(1, message)]
    return [
        source.at(1, f"the docstring has no line that starts with {word.capitalize()}:")
        for word in DOCSTRING_WORDS
        if not re.search(rf"^\W*(its )?{word}\b", text, re.IGNORECASE | re.MULTILINE)
    ]


def _no_logic(source: Source) -> list[str]:
    found = []
    for index, node in enumerate(source.tree.body):
        is_docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (is_docstring or isinstance(node, ast.Import | ast.ImportFrom) or _is_all(node)):
            found.append(source.at(node.lineno, "a front door holds only imports and __all__"))
    return found


def _all_names_exist(root: Path, module: str, source: Source) -> list[str]:
    names = public_names(root, module)
    if names is None:
        return [source.at(1, "there is no literal __all__")]
    bound = {item.alias or item.name for item in imports(source)}
    return [source.at(1, f"__all__ names {name}, which is not imported") for name in sorted(names - bound)]


def check(root: Path) -> list[str]:
    """Outside a module only `from linli.modules import x` or `from linli.modules.x import Public`."""
    found = []
    for source in python(root):
        mine = module_of(dotted_path(source))
        for item in imports(source):
            if not item.module.startswith("linli.modules") or module_of(item.full) == mine is not None:
                continue
            parts = item.module.split(".")
            if item.name is None:
                message = f"write `from linli.modules import …` instead of `import {item.module}`"
                found.append(source.at(item.line, message))
            elif len(parts) > 3:
                found.append(source.at(item.line, f"{item.module} is behind the front door of {parts[2]}"))
            elif len(parts) == 3:
                found += _public(root, source, item.line, parts[2], item.name)
        found += _past_the_door(root, source, mine)
    return found


def _public(root: Path, source: Source, line: int, module: str, name: str) -> list[str]:
    names = public_names(root, module)
    if names is not None and name in names:
        return []
    return [source.at(line, f"{name} is not in __all__ of {module}")]


def _past_the_door(root: Path, source: Source, mine: str | None) -> list[str]:
    """`ledger.actions.transfer` after `from linli.modules import ledger` goes in through a window."""
    known = {
        item.alias or item.name: item.name
        for item in imports(source)
        if item.module == "linli.modules" and item.name and item.name != mine
    }
    found = []
    for alias, attribute, line in _attributes(source.tree, frozenset(k for k in known if k)):
        module = known[alias] or alias
        names = public_names(root, module)
        if names is not None and attribute not in names:
            found.append(source.at(line, f"{attribute} is not in __all__ of {module}"))
    return found


def _attributes(node: ast.AST, names: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """Uses of `name.attribute`, leaving out functions where the name means something local."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        names -= _bound_in(node)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
        yield node.value.id, node.attr, node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _attributes(child, names)


def _bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    arguments = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(arguments | stored)
