"""The worker's process."""

import uvloop

from linli.cli.database import database
from linli.kernel.settings import Settings
from linli.worker.process import work_until_told


def work(settings: Settings) -> int:
    with database(settings) as url:
        uvloop.run(work_until_told(settings, url))
    return 0
