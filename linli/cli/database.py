"""Which database, and bringing it up to date."""

import asyncio
import tempfile
from pathlib import Path

from linli.kernel.embedded import BINARIES, EmbeddedPostgres
from linli.kernel.migration import SCHEMA_FILE, dump, migrate
from linli.kernel.settings import Settings


def database_url(settings: Settings) -> str:
    """The given database, or the embedded one, which is started if it does not run."""
    if settings.database_url:
        return settings.database_url
    server = EmbeddedPostgres(settings.folder)
    server.start()
    return server.url()


def migrate_now(settings: Settings) -> int:
    applied = asyncio.run(migrate(database_url(settings)))
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
