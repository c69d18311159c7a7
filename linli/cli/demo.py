"""Filling the demo markets."""

import sys

import uvloop

from linli.cli.database import database
from linli.cli.progress import Progress
from linli.demo.seed import MARKETS, seed
from linli.journey import wire
from linli.kernel.database import APP_ROLE, Database, open_pool
from linli.kernel.journey import Journey
from linli.kernel.sealing import Sealer
from linli.kernel.settings import Settings
from linli.kernel.signing import Signer
from linli.worker.inline import drain


def seed_now(settings: Settings) -> int:
    if not settings.is_demo:
        print("linli seed is for demo mode: its people have a published password", file=sys.stderr)
        return 1
    with database(settings) as url:
        fresh = uvloop.run(_seed(settings, url))
    print("the demo markets are filled" if fresh else "the demo markets were filled already")
    return 0


async def _seed(settings: Settings, url: str) -> bool:
    """Fill the demo markets and let everything that reacts to it happen; False if they were there already.

    What a power cut takes away is filled again by the next start: every step may be repeated.
    """
    pool = await open_pool(url, role=APP_ROLE, size=2, repeatable=True)
    db = Database(pool, wire(Journey()))
    progress = Progress()
    try:
        fresh = await seed(
            db,
            Signer(settings.secret, "phones"),
            Signer(settings.secret, "codes"),
            Sealer(settings.secret, "bank accounts"),
            progress,
        )
        if fresh:
            for market in MARKETS:
                progress(f"{market.slug}: search and channels", 0, 1)
                await drain(db, market.market_id)
                progress(f"{market.slug}: search and channels", 1, 1)
    finally:
        await pool.close()
    return fresh
