"""The worker's process."""

import sys

import uvloop

from linli.cli.children import DATABASE_LOST
from linli.cli.database import database
from linli.kernel.away import LOST, NO_ADDRESS
from linli.kernel.settings import Settings
from linli.worker.process import work_until_told


def work(settings: Settings) -> int:
    """Until it is told to stop; it ends with a status of its own when the database went away under it."""
    with database(settings) as url:
        try:
            uvloop.run(work_until_told(settings, url))
        except NO_ADDRESS:
            raise
        except LOST as error:
            print(f"linli worker: the database went away: {error}", file=sys.stderr)
            return DATABASE_LOST
    return 0
