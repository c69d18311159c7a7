"""`python -m bench.overload`: more requests than can be served: how many still are, how fast the others are
told, and what is after. From outside: OVERLOAD_SECONDS (60). `bench.writes` measures it as well.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import cast

import uvloop

from bench import trade
from bench.hot import Asks, sent
from bench.load import PERCENTILES, Asker, drive, percentile
from bench.report import HotRow, keep
from bench.stage import processor_taken, scratch_database, web
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings

SECONDS = float(os.environ.get("OVERLOAD_SECONDS", "60"))
CONNECTIONS, TIMES = 400, 5
AT_PEAK, PEAK_SECONDS, WARM_SECONDS = 32, 10, 3
CALM_WITHIN_SECONDS = 30
SERVED, TURNED_AWAY = (200, 201), 503


class _Paced(Asker):
    """Asks `every` so many seconds, whatever became of the last ask, unless that is still open."""

    def __init__(
        self, following: Callable[[], bytes], until: float, done: asyncio.Future[None], every: float
    ) -> None:
        super().__init__(following, until, done)
        self._every = every
        self._next = time.perf_counter() + random.random() * every
        self.answers: list[tuple[int, float, float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._later()

    def answered(self) -> None:
        whole, now = self.take(), time.perf_counter()
        self.answers.append((int(whole[9:12]), now - self._asked, now))
        self._later()

    def _later(self) -> None:
        now = time.perf_counter()
        if now >= self.until:
            self.transport.close()
            return
        self._next = max(self._next + self._every, now)
        asyncio.get_running_loop().call_later(self._next - now, self._again)

    def _again(self) -> None:
        if not self.transport.is_closing():
            self.ask()


async def press(
    port: int,
    following: Callable[[], bytes],
    rate: float,
    seconds: float,
    connections: int = CONNECTIONS,
) -> list[_Paced]:
    """So many asks a second over so many connections, each by its own clock."""
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    askers, ends = [], []
    for _ in range(connections):
        ends.append(done := loop.create_future())
        askers.append(asker := _Paced(following, until, done, connections / rate))
        await loop.create_connection(partial(_itself, asker), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*ends), seconds + 60)
    return askers


def _itself(asker: _Paced) -> _Paced:
    return asker


def overload(server: EmbeddedPostgres, port: int, following: Callable[[], bytes]) -> list[HotRow]:
    """What can be served at most; five times that, then half of it: who was served, who was turned away, and
    after.
    """
    peak = _peak(port, following)
    before = processor_taken(server)
    askers = uvloop.run(press(port, following, TIMES * peak, SECONDS))
    spent = processor_taken(server).since(before)
    answers = [one for asker in askers for one in asker.answers]
    odd = {status for status, _, _ in answers} - {*SERVED, TURNED_AWAY}
    if odd:
        raise SystemExit(f"overload: answers were {odd}")
    served = [took for status, took, _ in answers if status in SERVED]
    away = [took for status, took, _ in answers if status == TURNED_AWAY]
    each = 1000 / max(1, len(served))
    costs = (spent.servers * each, spent.database * each)
    name = f"{TIMES} times too many"
    rows = [
        _row(f"{name}: served", served, SECONDS, "the peak", peak, costs),
        _row(f"{name}: turned away", away, SECONDS, "", 0, (0.0, 0.0)),
    ]
    calm = uvloop.run(press(port, following, peak / 2, CALM_WITHIN_SECONDS))
    began = min(at - took for asker in calm for _, took, at in asker.answers)
    late = [at - began for asker in calm for status, _, at in asker.answers if status == TURNED_AWAY]
    after = [took for asker in calm for status, took, _ in asker.answers if status in SERVED]
    rows.append(_row("half of the peak afterwards", after, CALM_WITHIN_SECONDS, "", 0, (0.0, 0.0)))
    print(f"  the last one was turned away {max(late, default=0.0):.1f} s after the load fell")
    return rows


def _peak(port: int, following: Callable[[], bytes]) -> float:
    """Of those who ask again as soon as they are answered, as many as keep the server busy and are not yet
    too many: how many are served a second.
    """
    seen = drive(port, following, AT_PEAK, PEAK_SECONDS)
    away = seen.statuses.get(TURNED_AWAY, 0)
    print(f"  the peak: {seen.rate:.0f} 1/s, {away} turned away")
    return seen.rate * (seen.answers - away) / seen.answers


def _row(
    name: str, taken: list[float], seconds: float, limit: str, peak: float, costs: tuple[float, float]
) -> HotRow:
    taken = sorted(taken)
    rate = len(taken) / seconds
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in PERCENTILES)
    ratio = rate / peak if limit else 0.0
    row = HotRow(name, CONNECTIONS, rate, p50, p95, p99, limit, ratio, *costs, 0.0, 0)
    print(f"  {row.said}", flush=True)
    return row


def main() -> None:
    """Of this alone; `--write` keeps the rows."""
    with scratch_database() as server:
        asks = Asks(asyncio.run(trade.open_trade(server.url())))
        with web(server, {"LINLI_WAIT_AT_MOST_MS": str(Settings().wait_at_most_ms)}) as port:
            host = f"127.0.0.1:{port}"
            drive(port, lambda: sent(asks.checkout(None), host), AT_PEAK, WARM_SECONDS)
            rows = overload(server, port, lambda: sent(asks.checkout(None), host))
    if "--write" in sys.argv:
        keep(rows)


if __name__ == "__main__":
    main()
