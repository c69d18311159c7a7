"""A product spread over processes that share nothing but PostgreSQL, each started as on its own machine."""

import asyncio
import itertools
import json
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from linli.kernel.settings import DEMO_SECRET
from tests.product import Product, free_port_pair, until

ANSWERS_WITHIN_SECONDS = 90
PIECE = 65536


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    found: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return found


class Turns:
    """What stands in front: each connection goes to the next process that says it is ready."""

    def __init__(self, ports: list[int]) -> None:
        self.ready = list(ports)
        self._turn = itertools.count()
        self._server: asyncio.Server | None = None

    async def open(self, port: int) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)

    def close(self) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = self.ready[next(self._turn) % len(self.ready)]
        there = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pass(reader, there[1]), _pass(there[0], writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


class Spread(Product):
    """Web processes, workers and a payment provider over the database at `url`, behind one address."""

    def __init__(self, folder: Path, url: str, webs: int, workers: int, **settings: str) -> None:
        super().__init__(folder, free_port_pair(), **settings)
        self._url, self._workers = url, workers
        self.ports = free_ports(webs)
        self.turns = Turns(self.ports)
        self.counting = folder / "metrics"
        self.told = folder / "told"
        self._starter: subprocess.Popen[bytes] | None = None

    @property
    def database_url(self) -> str:
        return self._url

    async def open(self) -> None:
        """Start all of it, and wait until every process is ready."""
        self.counting.mkdir(parents=True)
        own = {
            "LINLI_DATABASE_URL": self._url,
            "LINLI_BASE_URL": self.url,
            "LINLI_SANDBOX_PAY_PORT": str(self.port + 1),
            "LINLI_WEB_PROCESSES": "1",
            "LINLI_POOL_SIZE": "4",
            "LINLI_WAIT_AT_MOST_MS": "120000",
            **self._settings,
        }
        plan = [("web", {**own, "LINLI_PORT": str(port)}) for port in self.ports]
        plan += [("worker", own)] * self._workers
        provider = {"PORT": str(self.port + 1), "BOOK": str(self.folder / "book.sqlite")}
        plan.append(("sandbox", {**provider, "SANDBOX_PAY_SECRET": DEMO_SECRET}))
        environment = {**self.environment(), "PROMETHEUS_MULTIPROC_DIR": str(self.counting)}
        await asyncio.to_thread(self._start, json.dumps(plan).encode(), environment)
        await self.turns.open(self.port)
        async with httpx.AsyncClient() as client:
            for port in self.ports:
                await until(lambda port=port: _ready(client, port), ANSWERS_WITHIN_SECONDS)

    def _start(self, plan: bytes, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.spread_start"]
        with self.log.open("ab") as log, self.told.open("ab") as told:
            self._starter = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=told, stderr=log
            )
        assert self._starter.stdin
        self._starter.stdin.write(plan)
        self._starter.stdin.close()

    def pid(self, number: int) -> int:
        """Of the web process with this number, or of a worker, which come after them."""
        return self._told("began", number) or 0

    def ended(self, number: int) -> int | None:
        """With which status it ended; None while it runs."""
        return self._told("ended", number)

    def _told(self, what: str, number: int) -> int | None:
        for line in self.told.read_text("ascii").splitlines():
            if line.startswith(f"{what} {number} "):
                return int(line.split()[2])
        return None

    def end(self) -> None:
        """Tell everything to stop; what does not is killed."""
        self.turns.close()
        if self._starter is None:
            return
        self._starter.terminate()
        try:
            self._starter.wait(20)
        except subprocess.TimeoutExpired:
            self.kill_everything()


async def _ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/ready")).is_success
    except httpx.TransportError:
        return False
