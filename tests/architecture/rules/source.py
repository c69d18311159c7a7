"""Reading the repository once: which files are ours, their text, their syntax tree."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Folders that nobody here wrote by hand. Hidden folders are passed over too.
FOREIGN = frozenset({"node_modules", "__pycache__", "vendor", "dist", "build"})


@dataclass(frozen=True)
class Source:
    """One file of the repository; `rel` is its path from the root, with forward slashes."""

    path: Path
    rel: str

    @property
    def text(self) -> str:
        return _read(self.path, self.path.stat().st_mtime_ns)

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path, self.path.stat().st_mtime_ns)

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree, walked once for all rules."""
        return _nodes(self.path, self.path.stat().st_mtime_ns)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.rel.split("/"))

    def at(self, line: int, message: str) -> str:
        return f"{self.rel}:{line}: {message}"


@cache
def _read(path: Path, _written: int) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _parse(path: Path, written: int) -> ast.Module:
    return ast.parse(_read(path, written), filename=str(path))


@cache
def _nodes(path: Path, written: int) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_parse(path, written)))


def files(root: Path, *suffixes: str, under: str = "") -> Iterator[Source]:
    """Our own files below `root/under`, in order of path; all of them when no suffix is given."""
    for folder, folders, names in os.walk(root / under):
        folders[:] = sorted(f for f in folders if f not in FOREIGN and not f.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if (not suffixes or name.endswith(suffixes)) and path.is_file():
                yield Source(path, path.relative_to(root).as_posix())


def python(root: Path, under: str = "linli") -> Iterator[Source]:
    return files(root, ".py", under=under)


def folders(root: Path, under: str) -> list[str]:
    """Names of the folders directly in `root/under` that hold Python."""
    place = root / under
    if not place.is_dir():
        return []
    return sorted(p.name for p in place.iterdir() if p.is_dir() and any(p.glob("*.py")))


def docstring_lines(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the docstring of a node takes; 0 without one."""
    if ast.get_docstring(node, clean=False) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1
