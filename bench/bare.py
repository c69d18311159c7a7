"""The limit of a request that writes: what it says to the database, said again by pgbench alone.

A few hundred requests are rehearsed in this process: everything happens but the commits, and what was asked
of the database is written down with its values. pgbench then says the same, statement for statement with the
same number of round trips, each time with the values of another request, and commits.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from bench.stage import run_pgbench
from linli.kernel.database import SYSTEM, Actor, Connection, Database, Work
from linli.kernel.embedded import EmbeddedPostgres

SLICE = re.compile(r"(?<!:):(?=[A-Za-z_])")
UNPLANNED = 3
BEGIN, END = "BEGIN;", "ROLLBACK;"
TABLE = "public.bench_said"
Said = list[tuple[str, tuple[Any, ...]]]


class Script(msgspec.Struct, frozen=True):
    """What pgbench is given: a script, rows of values for it, and how many round trips it makes."""

    text: str
    rows: int
    statements: int


class Rehearsal(Database):
    """A database that takes everything and keeps nothing; what it was asked stands in `said`."""

    said: Said

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        async with super()._connection() as connection:
            connection.add_query_logger(self._note)
            try:
                yield connection
            finally:
                connection.remove_query_logger(self._note)

    @asynccontextmanager
    async def work(self, actor: Actor = SYSTEM, now: datetime | None = None) -> AsyncIterator[Work]:
        async with self._connection() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                work = Work(connection, now or self.clock(), actor, self.journey, self.lasting)
                work.gather()
                yield work
                await work.settle()
            finally:
                await transaction.rollback()

    def _note(self, query: Any) -> None:
        self.said.append((query.query, tuple(query.args or ())))


async def rehearse(db: Rehearsal, acts: Sequence[Callable[[], Awaitable[object]]]) -> list[Said]:
    """What each of these says; the first, which also warms caches, is left out, and so are those that say
    something else than most do (a code drawn twice).
    """
    heard = []
    for act in acts:
        db.said = []
        await act()
        heard.append(db.said)
    texts = [tuple(text for text, _ in said) for said in heard[1:]]
    usual = Counter(texts).most_common(1)[0][0]
    return [said for said, text in zip(heard[1:], texts, strict=True) if text == usual]


async def script_of(url: str, heard: Sequence[Said]) -> Script:
    """Writes the values into a table of their own; what is always the same stands in the script itself."""
    connection = await asyncpg.connect(url)
    columns: dict[tuple[str | None, ...], str] = {}
    lines = []
    try:
        for place, (text, _) in enumerate(heard[0]):
            if text == END:
                lines.append("COMMIT;")
                continue
            types = [] if text == BEGIN else (await connection.prepare(text)).get_parameters()
            # pgbench would take a slice's end for a variable of its own.
            text = SLICE.sub(": ", text)
            for at in reversed(range(len(types))):
                values = tuple(_written(said[place][1][at], types[at]) for said in heard)
                text = text.replace(f"${at + 1}", _shown(values, types[at], columns))
            lines.append(text.rstrip(";").replace("\n", " ") + ";")
        names = list(columns.values())
        await connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        made = "".join(f", {name} text" for name in names)
        await connection.execute(f"CREATE TABLE {TABLE} (n bigint PRIMARY KEY{made})")
        rows = [(number, *row) for number, row in enumerate(zip(*columns, strict=True))]
        await connection.copy_records_to_table(
            "bench_said", schema_name="public", records=rows, columns=["n", *names]
        )
        await connection.execute(f"ANALYZE {TABLE}")
    finally:
        await connection.close()
    head = ["\\set i :i + 1", "\\set n :first + :client_id * :each + :i"]
    head.append(f"SELECT {', '.join(names)} FROM {TABLE} WHERE n = :n::bigint \\gset")
    return Script("\n".join([*head, *lines, ""]), len(rows), len(lines))


def _shown(values: tuple[str | None, ...], kind: Any, columns: dict[tuple[str | None, ...], str]) -> str:
    """How the script says a parameter: a plain word, or the variable of its column."""
    name = _named(kind)
    if set(values) == {None}:
        return f"NULL::{name}"
    if len(set(values)) == 1 and values[0] is not None and values[0].isalnum():
        return f"'{values[0]}'::{name}"
    plain = tuple("" if one is None else one for one in values)
    variable = columns.setdefault(plain, f"v{len(columns)}")
    return f"NULLIF(:{variable}, '')::{name}" if None in values else f":{variable}::{name}"


def _named(kind: Any) -> str:
    return f"{kind.name[1:]}[]" if kind.kind == "array" and kind.name.startswith("_") else str(kind.name)


def _written(value: Any, kind: Any) -> str | None:
    """A value as PostgreSQL reads it from text."""
    if value is None:
        return None
    if kind.name in ("json", "jsonb"):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list | tuple | set | frozenset):
        return "{" + ",".join(_element(one) for one in value) + "}"
    return _plain(value)


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return "{" + ",".join(_element(one) for one in value) + "}"
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    return str(getattr(value, "value", value))


def said_again(
    server: EmbeddedPostgres, script: Script, clients: int, first: int, most: int, folder: Path
) -> tuple[float, list[float]]:
    """The transactions a second, and how long each took, where so many clients say the script: with the
    values from row `first` on, each with its own, `most` of them together.
    """
    each = max(1, most // clients)
    options = ["-t", str(each), "-D", "i=-1", "-D", f"each={each}", "-D", f"first={first}"]
    # What a connection does first is planned first: that is left out where there is enough of it.
    skip = UNPLANNED if each > 2 * UNPLANNED else 0
    taken = run_pgbench(server, [script.text], clients, options, folder, skip)
    return len(taken) * clients / sum(taken), taken
