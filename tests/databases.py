"""Databases of the tests' own server: copies of one that was migrated once."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import migrate

TEMPLATE = "template_of_linli"
T = TypeVar("T")
# The names of furnished databases, by server and kind, and what furnishing each of them gave.
_furnished: dict[tuple[str, str], tuple[str, Any]] = {}


async def make_template(server: EmbeddedPostgres) -> None:
    """The migrated, empty database that every other one of this run is a copy of."""
    await in_maintenance(server, f"CREATE DATABASE {TEMPLATE}")
    await migrate(server.url(TEMPLATE))
    await in_maintenance(server, "DROP DATABASE linli")
    await in_maintenance(server, f"CREATE DATABASE linli TEMPLATE {TEMPLATE}")


async def copy_of(server: EmbeddedPostgres, name: str, template: str = TEMPLATE) -> str:
    """A migrated, empty database of one's own, for tests in which several connections take part."""
    # Copying whole files takes half as long as copying page by page through the log does.
    await in_maintenance(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    return server.url(name)


async def furnished(
    server: EmbeddedPostgres, kind: str, furnish: Callable[[str], Awaitable[T]]
) -> tuple[str, T]:
    """A database to be copied, furnished once for each server and kind, and what furnishing it gave.

    `furnish` takes its URL and leaves nobody connected to it, for PostgreSQL copies only what nobody uses.
    """
    key = (server.url(), kind)
    if key not in _furnished:
        name = f"{kind}_template_{secrets.token_hex(4)}"
        _furnished[key] = (name, await furnish(await copy_of(server, name)))
    return _furnished[key]


@asynccontextmanager
async def passing_copy(server: EmbeddedPostgres, kind: str, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The same, dropped afterwards: hundreds that stay make every later one slower."""
    name = f"{kind}_{secrets.token_hex(6)}"
    yield await copy_of(server, name, template)
    await in_maintenance(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def in_maintenance(server: EmbeddedPostgres, statement: str) -> None:
    """What no transaction takes: databases made and dropped."""
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
