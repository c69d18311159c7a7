"""The worker's process."""

import uvloop

from linli.cli.database import database_url
from linli.kernel.settings import Settings
from linli.worker.process import work_until_told


def work(settings: Settings) -> int:
    uvloop.run(work_until_told(settings, database_url(settings)))
    return 0
