"""Migrations: dated SQL files, forward only; and the whole database as one generated `schema.sql`."""

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

import asyncpg

from linli.kernel.database import APP_ROLE, SQL, Reader
from linli.kernel.tables import APPEND_ONLY, TABLES

FOLDER = Path(__file__).parent / "migrations"
SCHEMA_FILE = Path(__file__).parent / "schema.sql"
_FIRST = """
CREATE SCHEMA IF NOT EXISTS kernel;
CREATE TABLE IF NOT EXISTS kernel.migrations (
    name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL
);
"""
# A cluster's coordinator speaks to its other nodes as the role that asked.
APP_MAY_LOG_IN = f"ALTER ROLE {APP_ROLE} LOGIN"


async def migrate(url: str) -> list[str]:
    """Apply what is missing, in order, each file in a transaction with short lock waits; returns their names.

    Two processes may call this at once: the second waits for the first. Raises RuntimeError when a file that
    was applied has changed since.
    """
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    try:
        async with connection.transaction():
            await connection.execute(_FIRST)
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '60s'")
            await connection.execute("LOCK TABLE kernel.migrations IN EXCLUSIVE MODE")
            applied = await _apply_missing(connection)
            await _install_job_queue(connection)
            await connection.execute(_grants())
        return applied
    finally:
        await connection.close()


async def missing(reader: Reader) -> list[str]:
    """The migrations of this version that the database has not had; a database may be ahead of it."""
    had = set(await reader.column(str, SQL.applied_migrations))
    return [name for name in _names() if name not in had]


@cache
def _names() -> list[str]:
    return sorted(path.name for path in FOLDER.glob("*.sql"))


async def was_done(url: str, step: str) -> bool:
    """Whether a once-only step of this installation has been marked as done."""
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetchval("SELECT 1 FROM kernel.migrations WHERE name = $1", step)
    finally:
        await connection.close()
    return found is not None


async def mark_done(url: str, step: str) -> None:
    """Mark a once-only step as done, beside the migrations."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO kernel.migrations VALUES ($1, '', now()) ON CONFLICT DO NOTHING", step
        )
    finally:
        await connection.close()


async def _apply_missing(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT name, sha256 FROM kernel.migrations")
    known: dict[str, str] = {row["name"]: row["sha256"] for row in rows}
    applied = []
    for path in sorted(FOLDER.glob("*.sql")):
        source = path.read_text("utf-8")
        print_of_it = hashlib.sha256(source.encode()).hexdigest()
        if path.name in known:
            if known[path.name] != print_of_it:
                raise RuntimeError(f"{path.name} was applied with another content: write a new migration")
            continue
        await connection.execute(source)
        await connection.execute(
            "INSERT INTO kernel.migrations VALUES ($1, $2, now())", path.name, print_of_it
        )
        applied.append(path.name)
    return applied


async def _install_job_queue(connection: asyncpg.Connection) -> None:
    """The job queue's tables are its own library's, in a schema of their own; loaded only when it must be."""
    if await connection.fetchval("SELECT to_regclass('pgqueuer.pgqueuer')") is not None:
        return
    from linli.kernel.jobs import queries_on

    await queries_on(connection).install()


def _grants() -> str:
    schemas = ", ".join([*sorted({name.split(".")[0] for name in TABLES}), "pgqueuer"])
    append_only = ", ".join(sorted(APPEND_ONLY))
    return f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN CREATE ROLE {APP_ROLE}; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    GRANT {APP_ROLE} TO CURRENT_USER;
    GRANT USAGE ON SCHEMA {schemas} TO {APP_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schemas} TO {APP_ROLE};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA pgqueuer TO {APP_ROLE};
    REVOKE UPDATE, DELETE, TRUNCATE ON {append_only} FROM {APP_ROLE};
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel.migrations FROM {APP_ROLE};
    """


def dump(url: str, pg_dump: Path) -> str:
    """The schema of a migrated database as SQL text, without the job queue's own and without noise."""
    command = [
        str(pg_dump),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--exclude-schema=pgqueuer",
        url,
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = [
        line for line in text.splitlines() if not re.match(r"--|SET |SELECT pg_catalog|\\(un)?restrict", line)
    ]
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return f"-- Generated by `make schema`: the whole database in one place. Do not edit.\n\n{body}\n"
