"""The web server's processes. This one only watches over them."""

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from linli.kernel.settings import Settings


def serve(settings: Settings) -> int:
    """The web server alone, over LINLI_DATABASE_URL."""
    if not settings.database_url:
        print("linli web needs LINLI_DATABASE_URL", file=sys.stderr)
        return 1
    # Where processes are forked, they share what is loaded and laid out once here.
    importlib.import_module("linli.app").app_from_environment()
    server = Server(
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
    )
    server.on_startup(lambda: _drain_when_told(server.signal_handler_interrupt, settings.drain_seconds))
    server.serve()
    return 0


def _drain_when_told(stop_now: Callable[[], None], seconds: int) -> None:
    """Whoever is told to stop says first that it is not ready, so that nobody sends it more, and stops after
    so many seconds; told again, it stops at once. Requests under way are finished either way.
    """
    told = threading.Event()

    def stop(*_: object) -> None:
        for pid in [process.pid for process in multiprocessing.active_children()]:
            with contextlib.suppress(ProcessLookupError):
                if pid:
                    os.kill(pid, signal.SIGUSR1)
        if told.is_set() or not seconds:
            stop_now()
        else:
            told.set()
            threading.Timer(seconds, stop_now).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
