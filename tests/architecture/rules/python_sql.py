"""No SQL hides in Python strings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import postgast

from .source import Source, python
from .sqltext import parse

# The migration runner, what spreads its tables over a cluster, the embedded PostgreSQL and the relay of the
# worker speak to the database themselves.
ALLOWED = re.compile(r"^linli/(kernel/(migration|migrations|spreading|embedded)\b|worker/)")
COMMENT = re.compile(r"\s*(?:/\*.*?\*/|--[^\n]*\n)", re.DOTALL)
LOUD = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\s.*\b(FROM|INTO|SET|AS|VALUES|USING)\b", re.DOTALL
)
QUIET = re.compile(r"\s*(select|insert|update|delete|with|merge)\s.*\b(from|into|set|as|using)\b", re.DOTALL)


def check(root: Path) -> list[str]:
    return [
        source.at(line, "SQL in a string; give it a name in a .sql file")
        for source in python(root)
        if not ALLOWED.search(source.rel)
        for line in _sql_lines(source)
    ]


def looks_like_sql(text: str) -> bool:
    """Capital keywords give SQL away; in small letters it must also parse ("update … set …")."""
    text = COMMENT.sub("", text)
    if LOUD.match(text):
        return True
    if not QUIET.match(text):
        return False
    try:
        return bool(parse(text))
    except postgast.PgQueryError:
        return False


def _sql_lines(source: Source) -> Iterator[int]:
    inner: set[int] = set()
    for node in source.nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner |= {id(s.value) for s in node.body[:1] if isinstance(s, ast.Expr)}
        if isinstance(node, ast.JoinedStr):
            inner |= {id(v) for v in node.values}
            if looks_like_sql("".join(_piece(v) for v in node.values)):
                yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield from [node.lineno] if looks_like_sql(node.value) else []


def _piece(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "x"
