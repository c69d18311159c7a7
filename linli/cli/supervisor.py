"""`linli run`: database, web, worker and sandbox as children that start and stop together."""

import asyncio
import http.client
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from linli.cli.children import Child, stop
from linli.demo.cast import PASSWORD, SIGN_INS
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.metrics import SHARED_IN
from linli.kernel.migration import mark_done, migrate, was_done
from linli.kernel.settings import Settings

STARTS_WITHIN_SECONDS = 60
_LINLI = [sys.executable, "-m", "linli.cli"]
_DEMO_FILLED = "demo markets filled"


def run(settings: Settings) -> int:
    """Start everything, print the addresses and sign-ins, and wait.

    Ctrl-C or SIGTERM stops all of it cleanly; a child that dies is started again. The data stays.
    """
    taken = [port for port, path in _places(settings) if _status(port, path) is not None]
    if taken:
        print(f"linli: something answers at port {taken[0]} already; see LINLI_PORT", file=sys.stderr)
        return 1
    settings.folder.mkdir(parents=True, exist_ok=True)
    stopping = threading.Event()

    def stop_soon(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop_soon)
    server = None if settings.database_url else EmbeddedPostgres(settings.folder)
    try:
        if server:
            print("starting PostgreSQL …", flush=True)
            server.start()
        status = _run_over(settings, server, stopping)
    finally:
        if server:
            server.stop()
    print("stopped; the data is kept", flush=True)
    return status


def _run_over(settings: Settings, server: EmbeddedPostgres | None, stopping: threading.Event) -> int:
    url = server.url() if server else settings.database_url
    asyncio.run(migrate(url))
    environment = {SHARED_IN: str(_counting(settings)), **os.environ, "LINLI_DATABASE_URL": url}
    if settings.is_demo and not _fill_demo(url, environment):
        return 1
    children = _start_children(settings, environment)
    try:
        if _wait_until_up(settings, children, stopping):
            _welcome(settings)
        while not stopping.wait(0.2):
            # The others end without it, and would end again before it is back.
            if server and not server.is_there():
                print("PostgreSQL is gone: starting it again", file=sys.stderr, flush=True)
                server.start()
            if not all(child.keep_up() for child in children):
                return 1
        return 0
    finally:
        stop(children)


def _counting(settings: Settings) -> Path:
    """Where the processes count together; nothing of an earlier start is in it."""
    folder = settings.folder / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _fill_demo(url: str, environment: Mapping[str, str]) -> bool:
    """Fill the demo markets at the first start; one that was interrupted goes on where it stopped."""
    if asyncio.run(was_done(url, _DEMO_FILLED)):
        return True
    print("filling the demo markets …", flush=True)
    done = subprocess.run([*_LINLI, "seed"], env=environment, check=False).returncode == 0
    if done:
        asyncio.run(mark_done(url, _DEMO_FILLED))
    return done


def _start_children(settings: Settings, environment: Mapping[str, str]) -> list[Child]:
    children = [
        Child("web", [*_LINLI, "web"], environment),
        Child("worker", [*_LINLI, "worker"], environment),
    ]
    if settings.metrics_port:
        children.append(Child("metrics", [*_LINLI, "metrics"], environment))
    if settings.is_demo:
        book = str(settings.folder / "sandbox-pay.sqlite")
        where = ["--port", str(settings.sandbox_port), "--db", book]
        secret = {"SANDBOX_PAY_SECRET": settings.sandbox_pay_secret}
        command = [sys.executable, "-m", "linli_sandbox_pay", *where]
        children.append(Child("sandbox payments", command, {**os.environ, **secret}))
    return children


def _places(settings: Settings) -> list[tuple[int, str]]:
    """What answers when it is up: ports and paths."""
    sandbox = [(settings.sandbox_port, "/healthz")] if settings.is_demo else []
    return [(settings.port, "/ready"), *sandbox]


def _wait_until_up(settings: Settings, children: list[Child], stopping: threading.Event) -> bool:
    wanted = _places(settings)
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while wanted and time.monotonic() < until and not stopping.is_set():
        if not all(child.is_running() for child in children):
            return False
        wanted = [place for place in wanted if _status(*place) != http.HTTPStatus.OK]
        stopping.wait(0.1)
    return not wanted


def _status(port: int, path: str) -> int | None:
    """What is answered there, or None where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _welcome(settings: Settings) -> None:
    print(f"\nLinli 邻里 is at {settings.public_url}", flush=True)
    if not settings.is_demo:
        return
    print(f"  sandbox payments  {settings.sandbox_url}")
    print(f"  text messages     {settings.public_url}/sandbox/messages")
    print(f"\nDemo sign-ins (password {PASSWORD}, or a code by text message):")
    for who in SIGN_INS:
        place = f"{settings.public_url}/{who.market}{_desk_of(who.role)}"
        print(f"  {who.market:<9} {who.role:<22} {who.phone:<15} {who.store:<16} {place}")
    print("\nCtrl-C stops it.", flush=True)


def _desk_of(role: str) -> str:
    if role == "operator":
        return "/operator"
    if role == "owner":
        return "/desk"
    if role == "applicant":
        return "/applications"
    return "" if role == "consumer" else "/counter"
