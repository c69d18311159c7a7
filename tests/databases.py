"""Databases of the tests' server: copies of one that was migrated once.

On a cluster (`tests/given_server.py`) nothing copies a database whole: each is made anew there.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import migrate
from tests import given_server
from tests.given_server import GivenServer, Node

TEMPLATE = "template_of_linli"
T = TypeVar("T")
# The nodes of the given server, the coordinator first; none where it is no cluster or the server is our own.
_nodes: list[Node] = []
# Spread databases that nobody uses now, and are empty.
_spare: list[str] = []
# The names of furnished databases, by server and kind, and what furnishing each of them gave.
_furnished: dict[tuple[str, str], tuple[str, Any]] = {}


async def make_template(server: EmbeddedPostgres) -> None:
    """The migrated, empty database that every other one of this run is a copy of."""
    if isinstance(server, GivenServer):
        _nodes[:] = await given_server.nodes_of(server)
    if _nodes:
        await copy_of(server, "linli")
        return
    await _drop(server, TEMPLATE)
    await in_maintenance(server, f'CREATE DATABASE "{_name(server, TEMPLATE)}"')
    await migrate(server.url(TEMPLATE))
    await _drop(server, "linli")
    await copy_of(server, "linli")


async def copy_of(server: EmbeddedPostgres, name: str, template: str = TEMPLATE) -> str:
    """A migrated, empty database of one's own, for tests in which several connections take part."""
    if isinstance(server, GivenServer) and _nodes:
        url = _spare.pop() if _spare else await given_server.make_spread(server, name, _nodes)
        if template != TEMPLATE:
            await given_server.pour(server.url(template), url)
        return url
    # Copying whole files takes half as long as copying page by page through the log does.
    made = f'CREATE DATABASE "{_name(server, name)}" TEMPLATE "{_name(server, template)}" STRATEGY file_copy'
    await in_maintenance(server, made)
    return server.url(name)


async def furnished(
    server: EmbeddedPostgres, kind: str, furnish: Callable[[str], Awaitable[T]]
) -> tuple[str, T]:
    """A database to be copied, furnished once for each server and kind, and what furnishing it gave.

    `furnish` takes its URL and leaves nobody connected to it, for PostgreSQL copies only what nobody uses.
    """
    key = (server.url(), kind)
    if key not in _furnished:
        url = await copy_of(server, f"{kind}_template_{secrets.token_hex(4)}")
        _furnished[key] = (_named(url), await furnish(url))
    return _furnished[key]


@asynccontextmanager
async def passing_copy(server: EmbeddedPostgres, kind: str, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The same, dropped afterwards: hundreds that stay make every later one slower."""
    name = f"{kind}_{secrets.token_hex(6)}"
    url = await copy_of(server, name, template)
    yield url
    if isinstance(server, GivenServer) and _nodes and await given_server.emptied(url):
        _spare.append(url)
        return
    await _drop(server, _named(url))


async def drop_spare(server: GivenServer) -> None:
    """At the end of a run."""
    while _spare:
        await given_server.drop(server, _named(_spare.pop()), _nodes)


async def _drop(server: EmbeddedPostgres, name: str) -> None:
    if isinstance(server, GivenServer) and _nodes:
        await given_server.drop(server, name, _nodes)
        return
    await in_maintenance(server, f'DROP DATABASE IF EXISTS "{_name(server, name)}" WITH (FORCE)')


def _name(server: EmbeddedPostgres, name: str) -> str:
    """As the server calls it: on somebody else's, ours bear a mark."""
    return _named(server.url(name))


def _named(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def in_maintenance(server: EmbeddedPostgres, statement: str) -> None:
    """What no transaction takes: databases made and dropped."""
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
