"""A cheap driver of HTTP: so many connections, each asking again as soon as it is answered.

One thread on raw connections with prepared bytes, so that on a small machine most of the processor is left to
what is measured; what it takes itself is told.
"""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import cast

import msgspec
import uvloop

LENGTH = b"content-length:"
HEAD_END = b"\r\n\r\n"
CHUNKED, LAST_CHUNK = b"transfer-encoding: chunked", b"\r\n0\r\n\r\n"
PERCENTILES = (50, 95, 99)


class Seen(msgspec.Struct, frozen=True):
    """What one run saw: answers a second, milliseconds by percentile, its own processor seconds."""

    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    statuses: dict[int, int]
    own_cpu_s: float
    answers: int
    # How long each answer took, in seconds, in order.
    taken: list[float] = []


def request(path: str, host: str, **headers: str) -> bytes:
    """A GET as bytes; the path is percent-encoded already."""
    return _request("GET", path, host, headers)


def post(path: str, host: str, body: bytes, **headers: str) -> bytes:
    """A POST of JSON as bytes."""
    about = {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}
    return _request("POST", path, host, about) + body


def _request(method: str, path: str, host: str, headers: Mapping[str, str]) -> bytes:
    sent = {"Accept_Encoding": "identity", **headers}
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in sent.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class Asker(asyncio.Protocol):
    """One connection: sends the next request when the last was answered, until it is told to end."""

    def __init__(self, following: Callable[[], bytes], until: float, done: asyncio.Future[None]) -> None:
        self.following, self.until, self.done = following, until, done
        self.taken: list[float] = []
        self.statuses: Counter[int] = Counter()
        self._buffer = b""
        # How long the whole answer is: not known yet, or not before its last chunk.
        self._wanted: int | None = None
        self._chunked = False
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is one by its methods alone
        self.ask()

    def ask(self) -> None:
        self._asked = time.perf_counter()
        self.transport.write(self.following())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._wanted is None and not self._chunked and not self._read_head():
            return
        whole = (
            self._buffer.endswith(LAST_CHUNK) if self._wanted is None else len(self._buffer) >= self._wanted
        )
        if whole:
            self.answered()

    def _read_head(self) -> bool:
        """The whole length of the answer, once its head is there, or that it comes in chunks."""
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return False
        head = self._buffer[:end].lower()
        self.statuses[int(self._buffer[9:12])] += 1
        self._chunked = CHUNKED in head
        if not self._chunked:
            at = head.find(LENGTH)
            length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self._wanted = end + len(HEAD_END) + length
        return True

    def answered(self) -> None:
        self.taken.append(time.perf_counter() - self._asked)
        self.take()
        self.ask_or_end()

    def take(self) -> bytes:
        """The whole answer; the next may come."""
        whole, self._buffer, self._wanted, self._chunked = self._buffer, b"", None, False
        return whole

    def ask_or_end(self) -> None:
        if time.perf_counter() < self.until:
            self.ask()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _drive(port: int, following: Callable[[], bytes], clients: int, seconds: float) -> list[Asker]:
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    askers, ends = [], []
    for _ in range(clients):
        ends.append(done := loop.create_future())
        asker = Asker(following, until, done)
        askers.append(asker)
        await loop.create_connection(partial(_itself, asker), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*ends), seconds + 30)
    return askers


def _itself(asker: Asker) -> Asker:
    return asker


def drive(port: int, following: Callable[[], bytes], clients: int, seconds: float) -> Seen:
    """Ask a server on this machine for some seconds; `following` gives one request after the other."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    askers = uvloop.run(_drive(port, following, clients, seconds))
    passed = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    taken = sorted(one for asker in askers for one in asker.taken)
    statuses: Counter[int] = Counter()
    for asker in askers:
        statuses.update(asker.statuses)
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in PERCENTILES)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Seen(len(taken) / passed, p50, p95, p99, dict(statuses), own, len(taken), taken)


def together(turns: Sequence[Seen]) -> Seen:
    """Several turns of the same as one: the mean of their rates, the percentiles of all answers."""
    taken = sorted(one for turn in turns for one in turn.taken)
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in PERCENTILES)
    statuses: Counter[int] = Counter()
    for turn in turns:
        statuses.update(turn.statuses)
    rate, own = sum(one.rate for one in turns) / len(turns), sum(one.own_cpu_s for one in turns)
    return Seen(rate, p50, p95, p99, dict(statuses), own, len(taken), taken)


def spread(rates: Sequence[float]) -> float:
    """How far the turns of a row lie apart: the largest rate less the smallest, as a share of their mean; 0
    of a single one.
    """
    return (max(rates) - min(rates)) / (sum(rates) / len(rates)) if len(rates) > 1 else 0.0


def percentile(ordered: Sequence[float], rank: int) -> float:
    """The smallest value that at least `rank` percent do not exceed; 0 of nothing."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * rank // 100) - 1))]
