"""Named SQL: every statement stands in a `.sql` file with a name and a sentence of why.

    -- name: find_order
    -- The order page: one row by key.
    SELECT … FROM orders.orders WHERE market_id = $1 AND order_id = $2

A module loads its own with `SQL = load(__file__)` and passes `SQL.find_order` to a `Reader` or a `Work`.
"""

import re
from pathlib import Path

import msgspec

_NAME = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)\s*$", re.MULTILINE)
_WRITES = re.compile(r"\bINSERT INTO\b|\bDELETE FROM\b|(?<!FOR )(?<!KEY )\bUPDATE\b")
QUIET = "quiet:"


class Statement(msgspec.Struct, frozen=True):
    """One statement: its name, the comment that says why, the SQL text and the file it came from;
    `tells`: what other processes hear of its market when it was committed.
    """

    name: str
    why: str
    text: str
    path: str
    tells: str = ""

    @property
    def writes(self) -> bool:
        return bool(_WRITES.search(self.text))


class Statements:
    """The statements of one module, as attributes; an unknown name fails loudly."""

    def __init__(self, found: dict[str, Statement]) -> None:
        self._found = found

    def __getattr__(self, name: str) -> Statement:
        try:
            return self._found[name]
        except KeyError:
            raise AttributeError(f"no statement is named {name}") from None

    def all(self) -> list[Statement]:
        return list(self._found.values())


def load(module_file: str, *, tells: str = "") -> Statements:
    """All statements of the `.sql` files beside `module_file` and in its `sql/` folder.

    Whichever of them writes tells so, unless its reason begins with `quiet:`.
    """
    folder = Path(module_file).parent
    found: dict[str, Statement] = {}
    for path in sorted([*folder.glob("*.sql"), *(folder / "sql").glob("*.sql")]):
        if path.name == "schema.sql":
            continue
        for statement in parse(path.read_text("utf-8"), str(path)):
            if statement.name in found:
                raise ValueError(f"{path}: the name {statement.name} is taken")
            heard = tells and statement.writes and not statement.why.startswith(QUIET)
            found[statement.name] = msgspec.structs.replace(statement, tells=tells) if heard else statement
    return Statements(found)


def parse(source: str, path: str) -> list[Statement]:
    """Split one file at its `-- name:` lines; the comment lines below a name are its reason."""
    pieces = _NAME.split(source)[1:]
    return [_statement(name, body, path) for name, body in zip(pieces[::2], pieces[1::2], strict=True)]


def _statement(name: str, body: str, path: str) -> Statement:
    lines = body.strip("\n").split("\n")
    split = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    why = " ".join(line.removeprefix("--").strip() for line in lines[:split])
    text = "\n".join(lines[split:]).strip().rstrip(";")
    if not why or not text:
        raise ValueError(f"{path}: {name} needs a sentence of why and a statement")
    return Statement(name, why, f"/* {name} */ {text}", path)
