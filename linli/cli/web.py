"""The web server's processes. This one only watches over them."""

import importlib
import sys

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from linli.kernel.settings import Settings


def serve(settings: Settings) -> int:
    """The web server alone, over LINLI_DATABASE_URL."""
    if not settings.database_url:
        print("linli web needs LINLI_DATABASE_URL", file=sys.stderr)
        return 1
    # Where processes are forked, they share what is loaded once here.
    importlib.import_module("linli.app")
    Server(
        "linli.app:app_from_environment",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_processes,
        loop=Loops.uvloop,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    ).serve()
    return 0
