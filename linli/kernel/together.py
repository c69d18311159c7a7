"""Several writes in one round trip: statements that need nothing of each other become one.

A statement's CTEs stand beside those of the others, and each write but the last becomes a CTE of its own.
PostgreSQL runs them all, in one snapshot: none sees what another has written, so they may share no table,
except that several add rows to one.
"""

import re
from collections.abc import Sequence
from functools import cache

_TABLE = re.compile(r"\b(?:INTO|FROM|JOIN|UPDATE|ONLY|USING)\s+([a-z_]+\.[a-z_]+)")
_WRITES = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+[a-z_]+\.[a-z_]+")
_ADDS = re.compile(r"(?:/\*.*?\*/\s*)?INSERT\s+INTO\s+[a-z_.]+\s*\([^()]*\)\s*VALUES\b")
# Where tables are spread, rows that are copied from table to table are written on each node, and so would be
# what went along.
_COPIES = re.compile(r"INSERT\s+INTO\s+[a-z_.]+(?:\s+AS\s+[a-z_]+)?\s*(?:\([^()]*\))?\s*SELECT\b")
LOCKS = "FOR UPDATE"
_PARAMETER = re.compile(r"\$(\d+)")
_COMMENT = re.compile(r"^\s*(/\*.*?\*/)?\s*", re.DOTALL)
_NAME = re.compile(r"\s*,?\s*([a-z_][a-z0-9_]*)\s*(?:\([^()]*\)\s*)?AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(")


@cache
def tables(text: str) -> frozenset[str]:
    """The tables that a statement reads or writes."""
    return frozenset(_TABLE.findall(text))


@cache
def writes(text: str) -> bool:
    return _WRITES.search(text) is not None


@cache
def apart(text: str, other: str) -> bool:
    """Whether neither can tell which of the two came first."""
    return tables(text).isdisjoint(tables(other)) or bool(_ADDS.match(text) and _ADDS.match(other))


@cache
def one_of(main: str, others: Sequence[str]) -> str | None:
    """One statement that does all of it and answers as `main` does; its parameters are those of `main`, then
    those of the others. None where that cannot be said: a recursion, a name that two of them use, or what a
    cluster only does where it stands alone: rows copied from table to table, or locked before they change.
    """
    pieces = _split(main)
    if pieces is None or (not pieces[0] and _copies(pieces[2])) or LOCKS in main:
        return None
    names, body, final = list(pieces[0]), list(pieces[1]), pieces[2]
    used = _parameters(main)
    for number, other in enumerate(others):
        split = _split(_shifted(other, used))
        if split is None:
            return None
        used += _parameters(other)
        names += [*split[0], f"put_{number}"]
        body += [*split[1], f"put_{number} AS ({split[2]})"]
    if len(set(names)) < len(names):
        return None
    comment = _COMMENT.match(main)
    said = comment[1] if comment and comment[1] else ""
    return f"{said} WITH {', '.join(body)} {final}".strip()


def _copies(final: str) -> bool:
    return _COPIES.match(final) is not None and len(_TABLE.findall(final)) > 1


def _parameters(text: str) -> int:
    return max((int(found) for found in _PARAMETER.findall(text)), default=0)


def _shifted(text: str, by: int) -> str:
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + by}", text)


def _split(text: str) -> tuple[list[str], list[str], str] | None:
    """The names of a statement's CTEs, their texts, and what follows; None for what is not understood."""
    start = _COMMENT.match(text)
    rest = text[start.end() if start else 0 :]
    names: list[str] = []
    bodies: list[str] = []
    if not rest.startswith("WITH"):
        return names, bodies, rest
    at = len("WITH")
    while found := _NAME.match(rest, at):
        end = _closing(rest, found.end())
        if end is None:
            return None
        names.append(found[1])
        bodies.append(rest[found.start(1) : end])
        at = end
    return (names, bodies, rest[at:].strip()) if names else None


def _closing(text: str, at: int) -> int | None:
    """Behind the bracket that closes the one before `at`; what stands in quotes is passed over."""
    depth, quoted = 1, False
    for place in range(at, len(text)):
        letter = text[place]
        if letter == "'":
            quoted = not quoted
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
        if not depth:
            return place + 1
    return None
