"""The short commands: each connects, does one thing and says what it did."""

import asyncio
import tempfile
from pathlib import Path

import uvloop

from linli.cli.progress import Progress
from linli.demo.seed import MARKETS, seed
from linli.journey import wire
from linli.kernel.database import APP_ROLE, Database, open_pool
from linli.kernel.embedded import BINARIES, EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import SCHEMA_FILE, dump, migrate
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.modules import audits, markets
from linli.worker.inline import drain
from linli.worker.process import work_until_told


def database_url(settings: Settings) -> str:
    """The given database, or the embedded one, which is started if it does not run."""
    if settings.database_url:
        return settings.database_url
    server = EmbeddedPostgres(settings.folder)
    server.start()
    return server.url()


def work(settings: Settings) -> int:
    uvloop.run(work_until_told(settings, database_url(settings)))
    return 0


def migrate_now(settings: Settings) -> int:
    applied = asyncio.run(migrate(database_url(settings)))
    print("\n".join(applied) or "nothing to apply")
    return 0


def seed_now(settings: Settings) -> int:
    fresh = uvloop.run(seed_database(settings, database_url(settings)))
    print("the demo markets are filled" if fresh else "the demo markets were filled already")
    return 0


async def seed_database(settings: Settings, url: str) -> bool:
    """Fill the demo markets and let everything that reacts to it happen; False if they were there already."""
    pool = await open_pool(url, role=APP_ROLE, size=2)
    db = Database(pool, wire(Journey()))
    progress = Progress()
    try:
        fresh = await seed(db, Signer(settings.secret, "phones"), progress)
        if fresh:
            for market in MARKETS:
                progress(f"{market.slug}: search and channels", 0, 1)
                await drain(db, market.market_id)
                progress(f"{market.slug}: search and channels", 1, 1)
    finally:
        await pool.close()
    return fresh


def audit_now(settings: Settings) -> int:
    return uvloop.run(_audit(database_url(settings)))


async def _audit(url: str) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1)
    db = Database(pool, Journey())
    bad = 0
    async with db.read() as reader:
        for market in await markets.all_markets(reader):
            for finding in await audits.check(reader, market.market_id):
                bad += not finding.fine
                print(f"{'ok  ' if finding.fine else 'BAD '} {market.slug}: {finding.check}: {finding.facts}")
    await pool.close()
    return 1 if bad else 0


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
