"""`linli run`: database, web, worker and sandbox as children that start and stop together."""

import asyncio
import ctypes
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType

from linli.demo.cast import PASSWORD, SIGN_INS
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.migration import mark_done, migrate, was_done
from linli.kernel.settings import Settings

STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 15
_PR_SET_PDEATHSIG = 1
_LINLI = [sys.executable, "-m", "linli.cli"]
_DEMO_FILLED = "demo markets filled"


def run(settings: Settings) -> int:
    """Start everything, print the addresses and sign-ins, and wait.

    Ctrl-C or SIGTERM stops all of it cleanly; a child that dies takes the others along. The data stays.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server = None if settings.database_url else EmbeddedPostgres(settings.folder)
    url = settings.database_url
    children: list[subprocess.Popen[bytes]] = []
    try:
        if server:
            print("starting PostgreSQL …", flush=True)
            server.start()
            url = server.url()
        asyncio.run(migrate(url))
        environment = {**os.environ, "LINLI_DATABASE_URL": url}
        if settings.is_demo and not _fill_demo(url, environment):
            return 1
        children = _start_children(settings, environment)
        if not stopping.is_set() and _wait_until_up(settings, children, stopping):
            _welcome(settings)
        status = _wait(children, stopping)
    finally:
        _stop_children(children)
        if server:
            server.stop()
    print("stopped; the data is kept", flush=True)
    return status


def _fill_demo(url: str, environment: Mapping[str, str]) -> bool:
    """Fill the demo markets at the first start; one that was interrupted goes on where it stopped."""
    if asyncio.run(was_done(url, _DEMO_FILLED)):
        return True
    print("filling the demo markets …", flush=True)
    done = subprocess.run([*_LINLI, "seed"], env=environment, check=False).returncode == 0
    if done:
        asyncio.run(mark_done(url, _DEMO_FILLED))
    return done


def _start_children(settings: Settings, environment: Mapping[str, str]) -> list[subprocess.Popen[bytes]]:
    commands: list[tuple[Sequence[str], Mapping[str, str]]] = [
        ([*_LINLI, "web"], environment),
        ([*_LINLI, "worker"], environment),
    ]
    if settings.is_demo:
        book = str(settings.folder / "sandbox-pay.sqlite")
        sandbox = [
            sys.executable,
            "-m",
            "linli_sandbox_pay",
            "--port",
            str(settings.sandbox_port),
            "--db",
            book,
        ]
        commands.append((sandbox, {**os.environ, "SANDBOX_PAY_SECRET": settings.sandbox_pay_secret}))
    return [
        subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=_die_with_parent)
        for command, env in commands
    ]


def _die_with_parent() -> None:
    """On Linux a child whose supervisor was killed is told to stop, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_up(
    settings: Settings, children: list[subprocess.Popen[bytes]], stopping: threading.Event
) -> bool:
    wanted = [(settings.port, "/health")]
    if settings.is_demo:
        wanted.append((settings.sandbox_port, "/healthz"))
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while wanted and time.monotonic() < until and not stopping.is_set():
        if any(child.poll() is not None for child in children):
            return False
        wanted = [place for place in wanted if not _answers(*place)]
        stopping.wait(0.1)
    return not wanted


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
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
    return "" if role == "consumer" else "/counter"


def _wait(children: list[subprocess.Popen[bytes]], stopping: threading.Event) -> int:
    while not stopping.wait(0.2):
        for child in children:
            if child.poll() is not None:
                print(f"a child ended with status {child.returncode}: {child.args!r}", file=sys.stderr)
                return 1
    return 0


def _stop_children(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOPS_WITHIN_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
