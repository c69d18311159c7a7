"""Databases of the tests' own server: copies of one that was migrated once."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import migrate

TEMPLATE = "template_of_linli"


async def make_template(server: EmbeddedPostgres) -> None:
    """The migrated, empty database that every other one of this run is a copy of."""
    await in_maintenance(server, f"CREATE DATABASE {TEMPLATE}")
    await migrate(server.url(TEMPLATE))
    await in_maintenance(server, "DROP DATABASE linli")
    await in_maintenance(server, f"CREATE DATABASE linli TEMPLATE {TEMPLATE}")


async def copy_of(server: EmbeddedPostgres, name: str, template: str = TEMPLATE) -> str:
    """A migrated, empty database of one's own, for tests in which several connections take part."""
    await in_maintenance(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.url(name)


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
