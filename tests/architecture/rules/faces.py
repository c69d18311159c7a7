"""Faces are thin: every handler says who may call it, and what it changes is named by a noun."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .imports import dotted, origins
from .source import Source, python

PLACES = ("linli/web", "linli/api")
METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "route", "websocket", "websocket_stream"}
)
CHANGES = frozenset({"post", "put", "patch", "delete", "route"})

# Words that can only be verbs; `refund`, `order`, `claim`, `reply` or `search` are nouns as well.
VERBS = frozenset(
    re.findall(
        r"\w+",
        """
        accept activate add apply approve assign attach become buy calculate cancel choose clear close
        complete confirm create deactivate decline delete deliver detach disable dismiss do edit enable
        execute expire finish follow freeze generate get give grant hide invite issue join leave lock login
        logout make mark merge move notify open pay place process publish receive redeem register reject
        release remove rename reopen replace reserve resend resume retry revoke run save sell send set settle
        ship show skip start stop submit subscribe suspend take undo unfollow unlock unpublish unsubscribe
        update use validate verify void withdraw write
        """,
    )
)
PARTICLES = frozenset({"in", "on", "up", "out", "off", "over", "back"})


def handlers(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """(method, decorator) of every function that Litestar may call."""
    known = origins(source)
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                name = dotted(called, known) or ""
                if name.startswith("litestar.") and name.split(".")[-1] in METHODS:
                    empty = ast.Call(called, [], [], lineno=decorator.lineno, col_offset=0)
                    yield name.split(".")[-1], decorator if isinstance(decorator, ast.Call) else empty


def _sources(root: Path) -> Iterator[Source]:
    for place in PLACES:
        yield from python(root, under=place)


def who(root: Path) -> list[str]:
    """Each handler declares who may call it: `opt={"who": …}` or `who=…`."""
    return [
        source.at(call.lineno, f"this {method} handler does not say who may call it")
        for source in _sources(root)
        for method, call in handlers(source)
        if not _says_who(source, call)
    ]


def _says_who(source: Source, call: ast.Call) -> bool:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    options = given.get("opt")
    if isinstance(options, ast.Name):
        options = _constant(source, options.id)
    keys = options.keys if isinstance(options, ast.Dict) else []
    return "who" in given or any(isinstance(k, ast.Constant) and k.value == "who" for k in keys)


def _constant(source: Source, name: str) -> ast.expr | None:
    """What a constant of the same file stands for, so that a file may say once who may call all of it."""
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in node.targets
        ):
            return node.value
    return None


def nouns(root: Path) -> list[str]:
    """In URLs that change something no segment is a verb: `POST /orders/{id}/cancellation`."""
    return [
        source.at(line, f"{verb} is a verb; name what is made: {path}")
        for source in _sources(root)
        for method, call in handlers(source)
        if method in CHANGES
        for line, verb, path in _verbs(call)
    ]


def _verbs(call: ast.Call) -> Iterator[tuple[int, str, str]]:
    given = [*call.args, *(k.value for k in call.keywords if k.arg == "path")]
    for argument in given:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for verb in verbs_in(node.value):
                    yield node.lineno, verb, node.value


def verbs_in(path: str) -> list[str]:
    """The verbs among the fixed segments of a URL path."""
    found = []
    for segment in re.split(r"[/:.]", re.sub(r"\{[^}]*\}", "", path).lower()):
        first, *rest = re.split(r"[-_]", segment)
        if first in VERBS and not (rest and rest[0] in PARTICLES):
            found.append(segment)
    return found
