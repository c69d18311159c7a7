"""The scripts of `deploy/backup`: what a restore to a moment has, and what it has not."""

import asyncio
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import BINARIES, EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import orders
from tests.architecture.places import REPOSITORY
from tests.databases import make_template
from tests.integration.trade_stage import MARKET, faults, open_town
from tests.product import until
from tests.scratch import scratch

ACCOUNT = pwd.getpwnam("embedded_postgres").pw_uid if os.geteuid() == 0 else None


class Vault:
    """A server that gives its log away, and the scripts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "kept"
        (self.kept / "wal").mkdir(parents=True)
        shutil.copytree(REPOSITORY / "deploy" / "backup", folder / "backup")
        for place in (folder, self.kept, self.kept / "wal"):
            if ACCOUNT is not None:
                os.chown(place, ACCOUNT, -1)
        archive = f'{folder}/backup/archive-wal "%p" "%f" {self.kept}/wal'
        settings = {"archive_mode": "on", "archive_command": archive, "wal_level": "replica"}
        self.server = EmbeddedPostgres(folder / "first", durable=False, settings=settings)

    def script(self, name: str, *words: str) -> str:
        """What a script says; it must succeed."""
        path = f"{BINARIES}:{os.environ['PATH']}"
        command = [str(self.folder / "backup" / name), *words]
        done = subprocess.run(
            command, user=ACCOUNT, env={"PATH": path}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def vault() -> Iterator[Vault]:
    kept = Vault(scratch("vault"))
    kept.server.start()
    asyncio.run(make_template(kept.server))
    yield kept
    kept.server.stop()
    shutil.rmtree(kept.folder, ignore_errors=True)


@pytest.mark.slow
async def test_a_restore_to_a_moment_has_what_was_paid_before_it_and_nothing_after(vault: Vault) -> None:
    async with open_town(vault.server) as town:
        url = vault.server.url("postgres")
        base = await asyncio.to_thread(vault.script, "take", url, str(vault.kept))
        deal = await town.deal()
        before, _ = await town.bought(deal)
        await town.work_off()
        moment = (await town.rows("SELECT clock_timestamp() AS at"))[0]["at"] + timedelta(milliseconds=1)
        await asyncio.sleep(0.01)
        after, _ = await town.bought(deal)
        await _given_away(vault)
        name = urlsplit(town.url).path.removeprefix("/")
    second = EmbeddedPostgres(vault.folder / "second", durable=False)
    second.data.parent.mkdir()
    if ACCOUNT is not None:
        os.chown(second.data.parent, ACCOUNT, -1)
    words = (str(vault.kept), base, str(second.data), moment.isoformat(" "))
    await asyncio.to_thread(vault.script, "restore", *words)
    await asyncio.to_thread(second.start)
    try:
        pool = await open_pool(second.url(name), size=2, patience=30)
        async with Database(pool, Journey()).read() as reader:
            found = await orders.order(reader, MARKET, before.order_id, None)
            assert found.state is orders.OrderState.PAID
            with pytest.raises(Refusal, match="not_found"):
                await orders.order(reader, MARKET, after.order_id, None)
            assert await faults(reader) == []
        await pool.close()
    finally:
        await asyncio.to_thread(second.stop)


async def _given_away(vault: Vault) -> None:
    """Wait until what has been written by now is in the archive."""
    owner = await asyncpg.connect(vault.server.url("postgres"))
    last = await owner.fetchval("SELECT pg_walfile_name(pg_switch_wal())")
    await owner.close()

    async def archived() -> bool:
        return (vault.kept / "wal" / last).exists()

    await until(archived)
