"""The server that `LINLI_TEST_DATABASE_URL` names, instead of one of the tests' own.

The tests make databases there, all named `linli_test…`, and drop what they leave of an earlier run. On a
coordinator of Citus, each is made on every node of the given database's cluster, migrated and spread; one
that a test is done with is emptied for the next, for that takes a second and making one takes many.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from linli.kernel import spreading
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import migrate
from linli.kernel.tables import TABLES

VARIABLE = "LINLI_TEST_DATABASE_URL"
MARK = "linli_test"
# What the migrations themselves write stays in a database that is emptied.
STAYS = "kernel.migrations"
QUEUES = ("pgqueuer.pgqueuer", "pgqueuer.pgqueuer_log", "pgqueuer.pgqueuer_statistics")
# Few: what is tested is which rows meet, not how many nodes they are spread over.
SHARDS = 2


class Node(NamedTuple):
    """One server of a cluster, as its coordinator names it."""

    host: str
    port: int


class GivenServer(EmbeddedPostgres):
    """Somebody else's server: nothing here starts or stops it."""

    def __init__(self, given: str) -> None:
        super().__init__(Path("/nonexistent"))
        self.given = given

    def url(self, database: str = "linli") -> str:
        if database == "postgres":
            return self.given
        name = database if database.startswith(MARK) else f"{MARK}_{database}"
        return urlunsplit(urlsplit(self.given)._replace(path=f"/{name}"))

    def start(self) -> None:
        """It runs already."""

    def stop(self) -> None:
        """It goes on."""


def given_server() -> GivenServer | None:
    url = os.environ.get(VARIABLE)
    return GivenServer(url) if url else None


async def nodes_of(server: GivenServer) -> list[Node]:
    """The coordinator first; nothing where it is no cluster."""
    connection = await asyncpg.connect(server.given)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_extension WHERE extname = 'citus'"):
            return []
        rows = await connection.fetch("SELECT nodename, nodeport FROM pg_dist_node ORDER BY groupid")
        return [Node(row["nodename"], row["nodeport"]) for row in rows]
    finally:
        await connection.close()


async def make_spread(server: GivenServer, name: str, nodes: Sequence[Node]) -> str:
    """A migrated and spread database, on every node; returns its URL at the coordinator."""
    await drop(server, name, nodes)
    url = server.url(name)
    for node in nodes:
        await _do(_at(server.given, node), f'CREATE DATABASE "{_name(url)}"')
        await _do(_at(url, node), "CREATE EXTENSION citus")
    coordinator, *workers = nodes
    await _do(url, f"SELECT citus_set_coordinator_host('{coordinator.host}', {coordinator.port})")
    for node in workers:
        await _do(url, f"SELECT citus_add_node('{node.host}', {node.port})")
    await _do(url, f'ALTER DATABASE "{_name(url)}" SET citus.shard_count = {SHARDS}')
    await migrate(url)
    await spreading.spread(url, lambda _: None)
    return url


async def emptied(url: str) -> bool:
    """Whether every row of this database is gone; not where somebody is still at it."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET lock_timeout = '5s'")
        wanted = [*(table for table in TABLES if table != STAYS), *QUEUES]
        filled = [one for one in wanted if await connection.fetchval(f"SELECT EXISTS (SELECT 1 FROM {one})")]
        if filled:
            await connection.execute(f"TRUNCATE {', '.join(filled)} CASCADE")
    except asyncpg.LockNotAvailableError:
        return False
    finally:
        await connection.close()
    return True


async def drop(server: GivenServer, name: str, nodes: Sequence[Node]) -> None:
    for node in nodes:
        await _do(
            _at(server.given, node), f'DROP DATABASE IF EXISTS "{_name(server.url(name))}" WITH (FORCE)'
        )


async def pour(template: str, into: str) -> None:
    """Copy every row of one database into another of the same tables: nothing copies whole a spread one."""
    found = await spreading.read(template)
    steps = spreading.plan(found.keys, found.references)
    source, target = await asyncpg.connect(template), await asyncpg.connect(into)
    try:
        for step in steps:
            if step.table == "kernel.migrations":
                continue
            rows = await source.fetch(f"SELECT * FROM {step.table}")
            if rows:
                schema, _, table = step.table.partition(".")
                columns = list(rows[0].keys())
                await target.copy_records_to_table(table, schema_name=schema, columns=columns, records=rows)
    finally:
        await source.close()
        await target.close()


def _at(url: str, node: Node) -> str:
    parts = urlsplit(url)
    who = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(parts._replace(netloc=f"{who}{node.host}:{node.port}", query=""))


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def _do(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
