"""The demo's markets as their first start leaves them, and people of theirs who are signed in."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from bench.stage import FILLED, SETTINGS
from linli.demo import shops
from linli.demo.cast import SIGN_INS
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.modules import identity


@contextmanager
def demo(kept: Path | None) -> Iterator[EmbeddedPostgres]:
    """A database with the demo's markets: filled, and gone afterwards; or, where `kept` names a folder,
    filled there once and found again.
    """
    folder = (kept or Path(tempfile.mkdtemp(prefix="linli-bench-"))) / "demo"
    if not (folder / FILLED).exists():
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.parent.chmod(0o755)
    server = EmbeddedPostgres(folder, settings=SETTINGS)
    try:
        server.start()
        asyncio.run(migrate(server.url()))
        if not (folder / FILLED).exists():
            ours = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
            environment = {**ours, "LINLI_DATABASE_URL": server.url()}
            subprocess.run([sys.executable, "-m", "linli.cli", "seed"], env=environment, check=True)
            asyncio.run(_tidied(server.url()))
            (folder / FILLED).touch()
        yield server
    finally:
        server.stop()
        if kept is None:
            shutil.rmtree(folder.parent, ignore_errors=True)


async def _tidied(url: str) -> None:
    """As after some days: vacuumed, and the planner knows how large things are."""
    connection = await asyncpg.connect(url)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def sessions(url: str, market: str) -> dict[str, str]:
    """A session of each of the demo's people in a market, by what they are there."""
    async with await open_pool(url, size=1) as pool, Database(pool, Journey()).work() as work:
        return {
            one.role: await identity.start_session(work, shops.person_id(one.phone))
            for one in SIGN_INS
            if one.market == market
        }


async def found(url: str, statement: str, *args: object) -> list[str]:
    """The first column of what a question to the database finds, as it stands in an address."""
    connection = await asyncpg.connect(url)
    try:
        return [str(row[0]) for row in await connection.fetch(statement, *args)]
    finally:
        await connection.close()
