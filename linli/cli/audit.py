"""Looking at the books from the command line."""

import uvloop

from linli.cli.database import database
from linli.kernel.database import APP_ROLE, Database, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import audits, markets


def audit_now(settings: Settings) -> int:
    """Every finding and notice of every market; exit status 1 if a finding is not fine."""
    with database(settings) as url:
        return uvloop.run(_audit(url))


async def _audit(url: str) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1)
    db = Database(pool, Journey())
    bad = 0
    async with db.snapshot() as reader:
        for market in await markets.all_markets(reader):
            for finding in await audits.check(reader, market.market_id):
                bad += not finding.fine
                print(f"{'ok  ' if finding.fine else 'BAD '} {market.slug}: {finding.check}: {finding.facts}")
            for notice in await audits.notices(reader, market.market_id):
                print(f"note {market.slug}: {notice.check}: {notice.facts}")
    await pool.close()
    return 1 if bad else 0
