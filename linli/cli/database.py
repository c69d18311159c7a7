"""Which database, and bringing it up to date."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.kernel.embedded import BINARIES, EmbeddedPostgres
from linli.kernel.migration import SCHEMA_FILE, dump, migrate
from linli.kernel.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The URL of the given database or of the embedded one, which runs as long as it is used.

    An embedded server that ran before runs on afterwards.
    """
    if settings.database_url:
        yield settings.database_direct_url or settings.database_url
        return
    server = EmbeddedPostgres(settings.folder)
    ran_before = server.is_running()
    server.start()
    try:
        yield server.url()
    finally:
        if not ran_before:
            server.stop()


def migrate_now(settings: Settings) -> int:
    with database(settings) as url:
        applied = asyncio.run(migrate(url))
    print("\n".join(applied) or "nothing to apply")
    return 0


def write_schema(_settings: Settings) -> int:
    """Migrate an empty database of its own and write down what came out."""
    with tempfile.TemporaryDirectory(prefix="linli-schema-") as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        server.start()
        try:
            asyncio.run(migrate(server.url()))
            SCHEMA_FILE.write_text(dump(server.url(), BINARIES / "pg_dump"), "utf-8")
        finally:
            server.stop()
    print(f"wrote {SCHEMA_FILE.name}")
    return 0
