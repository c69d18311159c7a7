"""The same words for the same files in every module."""

import ast
from pathlib import Path

from ..ranks import WITH_PROVIDERS
from .imports import imports
from .source import Source, files

WORDS = ("__init__", "model", "moves", "actions", "queries", "events", "refusals", "permissions", "jobs")
KNOWN = frozenset(f"{word}.py" for word in WORDS)
KNOWN_FOLDERS = frozenset({"actions", "queries", "sql", "data", "providers", "fonts"})
# What a vendored font comes with.
FONT_FILES = frozenset({"LICENSE-OFL.txt", "README.md"})
VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})
EMPTY_TITLES = frozenset({"manager", "managers", "service", "services", "base"})


def is_pure(source: Source) -> bool:
    """A rule file computes: it neither waits nor reaches the database."""
    for item in imports(source):
        if item.full.split(".")[0] == "asyncpg" or item.full.startswith("linli.kernel.database"):
            return False
    return not any(
        isinstance(n, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef) for n in source.nodes
    )


def check(root: Path) -> list[str]:
    """Files inside a module carry the house's names, or are pure rule files named by a noun."""
    found = []
    for source in files(root, under="linli/modules"):
        inside = source.parts[3:]
        if not inside:
            continue
        found += _in_folder(source, inside) if len(inside) > 1 else _at_top(source, inside[0])
    return found


def _at_top(source: Source, name: str) -> list[str]:
    if name in KNOWN or name == "py.typed" or name.endswith(".sql"):
        return []
    stem = name.removesuffix(".py")
    if not name.endswith(".py"):
        return [source.at(1, f"a module has no file called {name}")]
    if stem in VAGUE | EMPTY_TITLES:
        return [source.at(1, f"{stem} says nothing; name the file after what it decides")]
    if not is_pure(source):
        return [source.at(1, f"{name} is no name of the house and not a pure rule file")]
    return []


def _in_folder(source: Source, inside: tuple[str, ...]) -> list[str]:
    module, folder, name = source.parts[2], inside[0], inside[-1]
    if folder not in KNOWN_FOLDERS:
        return [source.at(1, f"a module has no folder called {folder}/")]
    if folder == "providers" and module not in WITH_PROVIDERS:
        return [source.at(1, f"only {' and '.join(sorted(WITH_PROVIDERS))} have providers/")]
    if folder == "sql" and not name.endswith(".sql"):
        return [source.at(1, "sql/ holds only .sql files")]
    if folder == "data" and not (name.endswith(".toml") and len(inside) == 2):
        return [source.at(1, "data/ holds only .toml files")]
    if folder == "fonts" and not (name.endswith(".ttf") or name in FONT_FILES):
        return [source.at(1, "fonts/ holds fonts, their license and where they come from")]
    if folder in ("actions", "queries") and not (name.endswith(".py") and len(inside) == 2):
        return [source.at(1, f"{folder}/ holds Python files, usually one verb a file")]
    if name.removesuffix(".py") in EMPTY_TITLES:
        return [source.at(1, f"{name} says nothing; name the file after what it does")]
    return []


def vague(root: Path) -> list[str]:
    """Nothing in the product, file or folder, is called utils, helpers, common or misc."""
    return [
        source.at(1, f"{part} says nothing; give it the name of what it does")
        for place in ("linli", "linli_sandbox_pay")
        for source in files(root, under=place)
        for part in source.parts
        if part.split(".")[0] in VAGUE
    ]
