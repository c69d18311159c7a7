"""A file fits in a head, a function on a screen, a line in a window."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .javascript import functions as javascript_functions
from .source import Source, docstring_lines, files

FILE_LINES = 400
LINE_LENGTH = 110
FUNCTION_LINES = 60
STORY_LINES = 120

NOT_BY_HAND = re.compile(r"(^|/)(locale|migrations)/|^linli/demo/data/|(^|/)schema\.sql$")


def by_hand(root: Path, *suffixes: str) -> Iterator[Source]:
    """Files that people write and read; vendored ones are left out by `files` already."""
    for source in files(root, *suffixes):
        if not NOT_BY_HAND.search(source.rel):
            yield source


def check(root: Path) -> list[str]:
    """Python, JavaScript and CSS: files, lines and functions; templates: files."""
    found = []
    for source in by_hand(root, ".py", ".js", ".mjs", ".css", ".html"):
        lines = source.text.splitlines()
        if len(lines) > FILE_LINES:
            found.append(source.at(FILE_LINES + 1, f"{len(lines)} lines; a file has at most {FILE_LINES}"))
        if source.rel.endswith(".html"):
            continue
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_LENGTH:
                found.append(source.at(number, f"{len(line)} characters; a line has at most {LINE_LENGTH}"))
        found += _functions(source)
    return found


def _functions(source: Source) -> Iterator[str]:
    limit = STORY_LINES if source.rel.startswith("tests/browser/") else FUNCTION_LINES
    for name, line, length in _measured(source):
        if length > limit:
            yield source.at(line, f"{name} has {length} lines; a function has at most {limit}")


def _measured(source: Source) -> Iterator[tuple[str, int, int]]:
    if source.rel.endswith(".py"):
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield node.name, node.lineno, length - docstring_lines(node)
    elif source.rel.endswith((".js", ".mjs")):
        yield from javascript_functions(source.text)
