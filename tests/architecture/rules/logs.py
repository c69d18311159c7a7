"""Nothing prints, and no log line carries what could be used against a person."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .source import Source, python

METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "msg", "bind"}
)
LOGGER = re.compile(r"^_?log(ger)?$", re.IGNORECASE)
SECRET = re.compile(
    r"^(code|text|cookie|authorization|signature|otp|pin)$|(^|_)(phone|email|secret|password|token)$"
)


def prints(root: Path) -> list[str]:
    """Only the command line prints."""
    return [
        source.at(node.lineno, "only linli/cli prints; use the log")
        for source in python(root)
        if not source.rel.startswith("linli/cli/")
        for node in source.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def secrets(root: Path) -> list[str]:
    """No log call passes a phone, code, secret, password or token."""
    return [violation for source in python(root) for violation in _secrets(source)]


def _secrets(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and _is_log(node.func):
            for keyword in node.keywords:
                if keyword.arg and SECRET.search(keyword.arg):
                    yield source.at(node.lineno, f"{keyword.arg} does not belong in a log")


def _is_log(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr not in METHODS:
        return False
    base = called.value
    name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
    return bool(LOGGER.match(name))
