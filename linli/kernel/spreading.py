"""Spreading a migrated database over a Citus cluster: each table the way its kind says (`kernel/tables.py`).

Reference tables stand whole on every node, person tables are split by `person_id`, market tables by
`market_id`, lookup tables by their only key; the migrations' own and the job queue stay with the coordinator.
Tables of one split are co-located, so that a statement bound to one market or person runs on one node.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

import asyncpg
import msgspec

from linli.kernel.migration import APP_MAY_LOG_IN
from linli.kernel.tables import TABLES, Kind

SPLIT_BY = {Kind.MARKET: "market_id", Kind.PERSON: "person_id"}
# One step copies a whole table to where it belongs, but nobody waits for a lock that somebody keeps.
MOST_SECONDS = 3600
LOCK_SECONDS = 10
# Of tables that do not fit, so many are named.
MOST_NAMED = 5
# Said to the cluster itself, in words that a PostgreSQL without Citus does not have: so they stand here.
# The first column of each table's primary key: by it a lookup table is split.
_KEYS = """
    SELECT format('%s.%s', n.nspname, c.relname) AS name, a.attname::text AS key
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE n.nspname = ANY($1::text[]) AND c.relkind IN ('r', 'p')
"""
# Who refers to whom: a table that is referred to is spread before the others.
_REFERENCES = """
    SELECT DISTINCT
        format('%s.%s', n.nspname, c.relname) AS name,
        format('%s.%s', rn.nspname, r.relname) AS referred
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
    JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
    WHERE k.contype = 'f' AND n.nspname = ANY($1::text[])
"""
# Whether this database can be spread at all.
_VERSION = "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'citus'"
# What is spread already; a table that Citus merely keeps with the coordinator has no key and no copies.
_SPREAD = """
    SELECT format('%s.%s', n.nspname, c.relname) AS name
    FROM pg_catalog.pg_dist_partition AS p
    JOIN pg_catalog.pg_class AS c ON c.oid = p.logicalrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE p.partmethod = 'h' OR p.repmodel = 't'
"""
# Nodes that may keep rows, without the coordinator.
_WORKERS = """
    SELECT count(*) FROM pg_catalog.pg_dist_node WHERE groupid <> 0 AND isactive AND shouldhaveshards
"""
# Somebody who still writes is told of, not waited for.
_WAIT = "SELECT pg_catalog.set_config('lock_timeout', $1, false)"
# Few rows that every statement may join with.
_EVERYWHERE = "SELECT pg_catalog.create_reference_table($1::text::regclass)"
# By the hash of one column; beside another table, rows of one value stand on one node.
_SPLIT = """
    SELECT pg_catalog.create_distributed_table($1::text::regclass, $2::text, colocate_with => $3::text)
"""
# What stood here before the table was spread is of no use any more.
_DROP_COPIED = "SELECT pg_catalog.truncate_local_data_after_distributing_table($1::text::regclass)"


class Way(StrEnum):
    """Where the rows of a table stand."""

    EVERYWHERE = "everywhere"
    SPLIT = "split"
    HERE = "here"


class Step(msgspec.Struct, frozen=True):
    """What becomes of one table: `by` which column it is split, `beside` which table it is co-located."""

    table: str
    way: Way
    by: str | None = None
    beside: str | None = None


class NotSpreadableError(Exception):
    """This database cannot be spread, and why."""


class Found(msgspec.Struct, frozen=True):
    """What a database says of itself: the first column of each table's key, who refers to whom, its Citus."""

    keys: Mapping[str, str]
    references: tuple[tuple[str, str], ...]
    citus: str | None
    spread: frozenset[str] = frozenset()


def plan(keys: Mapping[str, str], references: Iterable[tuple[str, str]]) -> list[Step]:
    """Every table once, those that are referred to before those that refer to them.

    `keys` has each table's first key column, `references` pairs of a table and one that it refers to. Raises
    NotSpreadableError where the database's tables are not the ones this version knows.
    """
    if unknown := sorted(TABLES.keys() ^ keys.keys()):
        raise NotSpreadableError(f"not the tables of this version (migrate first): {_some(unknown)}")
    before: dict[str, set[str]] = {table: set() for table in TABLES}
    for table, referred in references:
        if table != referred:
            before[table].add(referred)
    sorter = TopologicalSorter({table: sorted(before[table]) for table in sorted(TABLES, key=_turn)})
    try:
        order = list(sorter.static_order())
    except CycleError as error:
        raise NotSpreadableError(f"tables refer to each other in a circle: {error.args[1]}") from error
    first: dict[Kind, str] = {}
    return [_step(table, keys[table], first) for table in order]


def _some(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _turn(table: str) -> tuple[int, str]:
    turns = (Kind.REFERENCE, Kind.PERSON, Kind.LOOKUP, Kind.MARKET, Kind.KERNEL)
    return turns.index(TABLES[table]), table


def _step(table: str, key: str, first: dict[Kind, str]) -> Step:
    kind = TABLES[table]
    if kind is Kind.REFERENCE:
        return Step(table, Way.EVERYWHERE)
    if kind is Kind.KERNEL:
        return Step(table, Way.HERE)
    if kind is Kind.LOOKUP:
        return Step(table, Way.SPLIT, by=key)
    beside = first.setdefault(kind, table)
    return Step(table, Way.SPLIT, by=SPLIT_BY[kind], beside=None if beside == table else beside)


async def read(url: str) -> Found:
    """What the database at `url` says of itself."""
    connection = await asyncpg.connect(url)
    try:
        return await _read(connection)
    finally:
        await connection.close()


async def _read(connection: asyncpg.Connection) -> Found:
    schemas = sorted({table.partition(".")[0] for table in TABLES})
    keys = {row["name"]: row["key"] for row in await connection.fetch(_KEYS, schemas)}
    references = tuple((row["name"], row["referred"]) for row in await connection.fetch(_REFERENCES, schemas))
    citus = await connection.fetchval(_VERSION)
    spread = await connection.fetch(_SPREAD) if citus else ()
    return Found(keys, references, citus, frozenset(row["name"] for row in spread))


async def spread(url: str, tell: Callable[[Step], None]) -> int:
    """Spread what is not spread yet, one table after the other, and return how many that were.

    What was done stays done when it is broken off: calling again goes on. Nothing may write meanwhile. Raises
    NotSpreadableError where the database has no Citus or no worker.
    """
    connection = await asyncpg.connect(url, command_timeout=MOST_SECONDS)
    try:
        found = await _read(connection)
        steps = plan(found.keys, found.references)
        if found.citus is None:
            raise NotSpreadableError("this database has no Citus: CREATE EXTENSION citus on every node first")
        if not await connection.fetchval(_WORKERS):
            raise NotSpreadableError(
                "this coordinator has no worker: SELECT citus_add_node('host', 5432) first"
            )
        await connection.execute(_WAIT, f"{LOCK_SECONDS}s")
        await connection.execute(APP_MAY_LOG_IN)
        left = [step for step in steps if step.way is not Way.HERE and step.table not in found.spread]
        for step in left:
            tell(step)
            await _take(connection, step)
        # Rows that were here have been copied to where they belong; those that refer to others go first.
        for step in reversed(steps):
            if step.way is not Way.HERE:
                await connection.execute(_DROP_COPIED, step.table)
        return len(left)
    finally:
        await connection.close()


async def _take(connection: asyncpg.Connection, step: Step) -> None:
    if step.way is Way.EVERYWHERE:
        await connection.execute(_EVERYWHERE, step.table)
    else:
        await connection.execute(_SPLIT, step.table, step.by, step.beside or "none")
