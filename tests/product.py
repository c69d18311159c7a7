"""The whole product as a person starts it: `linli run` with two web processes, worker and sandbox."""

import asyncio
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from linli.kernel.database import APP_ROLE, Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from tests.scratch import shared_scratch

STARTS_WITHIN_SECONDS = 300
# What PostgreSQL does so that not even a power cut takes away what it has told.
WAITING_FOR_DISK = ("fsync", "full_page_writes", "synchronous_commit")


def free_port_pair() -> int:
    """A port that is free together with the next one, which the sandbox provider takes."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports in a row")


@cache
def filled() -> tuple[Path, float]:
    """The data of a demo as its first start leaves it, stopped cleanly, and the seconds that start took.

    One for all processes of a run: whoever needs it first fills it, and the others wait for that.
    """
    folder = shared_scratch("filled")
    folder.mkdir(exist_ok=True)
    told = folder / "seconds"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            first = Product(folder / "first", free_port_pair(), LINLI_WEB_PROCESSES="1")
            try:
                seconds = first.start()
                assert first.stop() == 0
                assert first.processes() == []
            except BaseException:
                first.throw_away()
                raise
            told.write_text(str(seconds), "ascii")
    return folder / "first" / "data", float(told.read_text("ascii"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


class Product:
    """A running installation with data of its own; the demo markets are filled."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.pay_url = f"http://127.0.0.1:{port + 1}"
        self.log = folder / "product.log"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until it has welcomed; returns the seconds that took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "linli.cli", "run"], env=self.environment(), stdout=log, stderr=log
            )
        mark = "Ctrl-C stops it."
        before = self.log.read_text("utf-8", "replace").count(mark)
        while self.log.read_text("utf-8", "replace").count(mark) <= before:
            if self._process.poll() is not None or time.monotonic() - began > STARTS_WITHIN_SECONDS:
                raise RuntimeError("it did not start:\n" + self.log.read_text("utf-8", "replace")[-4000:])
            time.sleep(0.05)
        return time.monotonic() - began

    def start_filled(self, *, durable: bool = False) -> float:
        """The same, beginning with a copy of a demo that was filled once, which takes longest.

        Unless it is durable, as `linli run` makes it, its database waits for no disk.
        """
        data, _ = filled()
        self.folder.mkdir(parents=True)
        subprocess.run(["cp", "-a", str(data), str(self.folder / "data")], check=True)
        if not durable:
            with (self.folder / "data" / "pg" / "postgresql.auto.conf").open("a") as settings:
                settings.writelines(f"{name} = off\n" for name in WAITING_FOR_DISK)
        return self.start()

    def environment(self) -> dict[str, str]:
        """What its processes are started with: its own settings, and none of ours."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
            "LINLI_DATA_DIR": str(self.folder / "data"),
            "LINLI_PORT": str(self.port),
            "LINLI_WEB_PROCESSES": "2",
            # Tests ask much at once on purpose, on machines that have other work.
            "LINLI_WAIT_AT_MOST_MS": "120000",
            "PYTHONWARNINGS": "ignore",
            **self._settings,
        }

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def processes(self) -> list[int]:
        """Every process of this installation, the database's included."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                words = _read(entry / "cmdline") + _read(entry / "environ")
                if str(self.folder / "data").encode() in words:
                    found.append(int(entry.name))
        return found

    def children(self, name: str) -> list[int]:
        """The processes of one kind: `web` or `worker`."""
        wanted = f"linli.cli\0{name}\0".encode()
        return [pid for pid in self.processes() if wanted in _read(Path(f"/proc/{pid}/cmdline"))]

    def kill_everything(self) -> None:
        """kill -9 of every process at once, as a power cut would."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._process:
            self._process.wait(10)

    @property
    def database_url(self) -> str:
        """Its own database, or the one that it was given."""
        given = self._settings.get("LINLI_DATABASE_URL")
        return given or EmbeddedPostgres(self.folder / "data").url()

    async def database(self, journey: Journey, *, role: str | None = APP_ROLE) -> Database:
        """A second way in, for tests that look at the books; close its pool afterwards."""
        return Database(await open_pool(self.database_url, role=role, size=2), journey)

    async def pay(self, client: httpx.AsyncClient, pay_page: str, fault: str = "none") -> None:
        """Pay at the provider without its page, by its test call; callbacks come as they would."""
        path = f"/v1/test/payments/{pay_page.rstrip('/').rsplit('/', 1)[-1].split('?')[0]}/pay"
        body = json.dumps({"method": "wallet", "fault": fault}).encode()
        headers = {**self._signed("POST", path, body), "content-type": "application/json"}
        answer = await client.post(self.pay_url + path, content=body, headers=headers, timeout=30)
        answer.raise_for_status()

    async def try_pay(self, client: httpx.AsyncClient, pay_page: str, fault: str = "none") -> str:
        """`done`, or the provider's no: somebody may have closed the payment meanwhile."""
        try:
            await self.pay(client, pay_page, fault)
        except httpx.HTTPStatusError as error:
            return str(error.response.json()["error"]["code"])
        return "done"

    @staticmethod
    def _signed(method: str, path: str, body: bytes) -> dict[str, str]:
        stamp, nonce = int(time.time()), secrets.token_hex(12)
        text = f"{stamp}.{nonce}.{method}.{path}.".encode() + body
        mark = hmac.new(DEMO_SECRET.encode(), text, hashlib.sha256).hexdigest()
        return {"sandbox-merchant": "linli", "sandbox-signature": f"t={stamp},n={nonce},v1={mark}"}

    def bugs(self) -> list[str]:
        """What its log calls a bug or a failed job; empty, or a test has found something."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return [line[:3000] for line in lines if '"event": "bug"' in line or '"event": "job failed"' in line]

    def throw_away(self) -> None:
        if self._process and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


async def until(question: Any, seconds: float = 30) -> Any:
    """Ask an async question again and again until its answer is truthy; fails when time is over."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {question}")
        await asyncio.sleep(0.2)
