"""`python -m bench.writes`: what hot writes cost over HTTP, each beside the same statements by pgbench alone.

From outside: CLIENTS (1,8,32,128), SECONDS a row (5), BARE transactions of each limit (500), ROWS (only
these, by part of their name). `--write` writes the figures down, `--statements` tells what each request says
to the database and what that costs.
"""

import asyncio
import dataclasses
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx

from bench import bare, trade
from bench.behind import behind
from bench.courses import Course, play
from bench.fill import HERE
from bench.hot import Ask, Asks, Hot, alone, course, sent
from bench.load import percentile, request
from bench.overload import overload
from bench.reads import forget, statements_read
from bench.report import HotRow, write_hot
from bench.rush import rush
from bench.stage import pay_provider, processor_taken, scratch_database, web
from bench.within import knowing
from linli.app import lay_out, opened
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from linli.modules import identity

CLIENTS = [int(one) for one in os.environ.get("CLIENTS", "1,8,32,128").split(",")]
SECONDS = float(os.environ.get("SECONDS", "5"))
BARE = int(os.environ.get("BARE", "500"))
ROWS = os.environ.get("ROWS", "")
MOST_TOLD, WARM_SECONDS = 20, 0.5
# So many transactions each client of a limit makes at least, of which the first are not counted.
LEAST_EACH = 8
LIMIT_HTTP = "a file by HTTP"


class Bench:
    """One run: a database, servers over it, and the rows so far."""

    def __init__(self, server: EmbeddedPostgres, asks: Asks, port: int, folder: Path) -> None:
        self.server, self.asks, self.port, self.folder = server, asks, port, folder
        self.host = f"127.0.0.1:{port}"
        self.rows: list[HotRow] = []
        # The rate of each row at so many clients, for what it is the limit of.
        self.rates: dict[tuple[str, int], float] = {}
        # What all commits of a purchase need, by pgbench, in seconds.
        self.statements: dict[str, int] = {}

    def run(self) -> None:
        self._over_http(LIMIT_HTTP, lambda: _get("/favicon.ico", self.host))
        for hot in self.asks.hot():
            asyncio.run(self.asks.replenish(self.server.url()))
            # As after some days, and not after some seconds: the planner knows how large things are.
            asyncio.run(trade.tidy(self.server.url()))
            self._limit(hot)
            # What the limit has left undone is nobody's any more.
            asyncio.run(self.asks.replenish(self.server.url()))
            if ROWS in hot.name:
                self._hot(hot)
        self._hot(asyncio.run(self.asks.open_sales(self.server.url())), LIMIT_HTTP)
        self._over_http("full purchase", lambda: course(self.asks.purchase(), self.host), self._purchases())
        self._over_http("merchant dashboard", lambda: self.asks.dashboard(self.host), LIMIT_HTTP)

    def _limit(self, hot: Hot) -> None:
        """The same statements by pgbench, at each number of clients."""
        parts = [max(BARE, LEAST_EACH * clients) for clients in CLIENTS]
        wanted = sum(parts) + 1
        if hot.things:
            wanted = min(wanted, len(self.asks.stock[hot.things]) // 2)
        heard = asyncio.run(rehearsed(self.server.url(), list(self.asks.of(hot, wanted))))
        script = asyncio.run(bare.script_of(self.server.url(), heard))
        self.statements[hot.name] = script.statements
        if "--statements" in sys.argv:
            print(*(f"    {text.split('*/')[0]} */" for text, _ in heard[0]), sep="\n")
        first = 0
        for part, clients in zip(parts, CLIENTS, strict=True):
            share = part * script.rows // sum(parts)
            about = (script, clients, first, share, self.folder / "pgbench")
            first += share
            before = processor_taken(self.server)
            rate, taken = bare.said_again(self.server, *about)
            spent = processor_taken(self.server).since(before)
            self.rates[_sql(hot.name), clients] = rate
            p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in (50, 95, 99))
            db_ms = spent.database / len(taken) * 1000
            asked = (_sql(hot.name), clients, rate, p50, p95, p99)
            self._note(HotRow(*asked, "", 0.0, 0.0, db_ms, 0.0, script.statements))

    def _hot(self, hot: Hot, limit: str = "") -> None:
        asked = self.asks.of(hot, 10**6)
        # A share of what there is for each number of clients, and for warming up to it.
        most = len(self.asks.stock[hot.things]) // (2 * len(CLIENTS) + 1) if hot.things else 10**6

        def share() -> Callable[[], Course | None]:
            left = iter(range(most))
            return lambda: _next(asked, left, self.host)

        self._over_http(hot.name, share(), limit or _sql(hot.name), again=share)

    def _purchases(self) -> str:
        """The limit of a purchase: order and capture after each other, by pgbench alone."""
        name = "checkout and capture by SQL alone"
        for clients in CLIENTS:
            both = [self.rates.get((_sql(one), clients), 0.0) for one in ("checkout", "capture")]
            self.rates[name, clients] = 1 / sum(1 / one for one in both) if all(both) else 0.0
        return name

    def _over_http(
        self,
        name: str,
        courses: Callable[[], Course | None],
        limit: str = "",
        again: Callable[[], Callable[[], Course | None]] | None = None,
    ) -> None:
        if ROWS not in name and name != LIMIT_HTTP:
            return
        for clients in CLIENTS:
            courses = again() if again else courses
            # Connections are opened and their statements prepared before anything is counted.
            play(self.port, courses, clients, WARM_SECONDS)
            courses = again() if again else courses
            forget(self.server.url())
            before = processor_taken(self.server)
            seen = play(self.port, courses, clients, SECONDS)
            spent = processor_taken(self.server).since(before)
            if not seen.answers or not set(seen.statuses) <= {200, 201, 204}:
                raise SystemExit(f"{name}: answers were {seen.statuses}")
            self.rates[name, clients] = seen.rate
            beside = self.rates.get((limit, clients), 0.0)
            ratio = seen.rate / beside if beside else 0.0
            costs = (spent.servers, spent.database, seen.own_cpu_s)
            app_ms, db_ms, driver_ms = (one / seen.answers * 1000 for one in costs)
            times = (seen.p50_ms, seen.p95_ms, seen.p99_ms)
            trips = self.statements.get(name, 0)
            self._note(
                HotRow(name, clients, seen.rate, *times, limit, ratio, app_ms, db_ms, driver_ms, trips)
            )
            if "--statements" in sys.argv:
                for one in statements_read(self.server.url())[:MOST_TOLD]:
                    cost = f"{one.calls / seen.answers:.2f} × {one.ms / one.calls:.3f} ms"
                    print(f"      {one.name}: {cost}, {one.pages / one.calls:,.0f} pages")

    def _note(self, row: HotRow) -> None:
        self.rows.append(row)
        print(f"  {row.said}", flush=True)


def _sql(name: str) -> str:
    return f"{name} by SQL alone"


def _get(path: str, host: str) -> Course:
    yield request(path, host)


def _next(asked: Iterator[Ask], left: Iterator[int], host: str) -> Course | None:
    """The next request, if there are things and this turn may have one."""
    if next(left, None) is None:
        return None
    ask = next(asked, None)
    return course(alone(ask), host) if ask else None


async def rehearsed(url: str, asks: list[Ask]) -> list[bare.Said]:
    """What these requests say to the database, asked of the app in this process; nothing of it stays."""
    app = lay_out(lambda app: opened(app, Settings(pool_size=2), url))
    async with app.lifespan():
        services = app.state.services
        db = bare.Rehearsal(services.db.pool, services.db.journey)
        tokens, directory = identity.TokenDesk(db), await knowing(services, HERE.slug)
        app.state.services = dataclasses.replace(services, db=db, tokens=tokens, directory=directory)
        transport = httpx.ASGITransport(app=cast("Any", app))
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:

            async def act(ask: Ask) -> None:
                answer = await client.post(ask.path, content=ask.body, headers=ask.headers)
                if not answer.is_success:
                    raise SystemExit(f"{ask.path}: {answer.status_code} {answer.text}")

            return await bare.rehearse(db, [partial(act, ask) for ask in asks])


def main() -> None:
    began = time.monotonic()
    with (
        scratch_database() as server,
        tempfile.TemporaryDirectory(prefix="linli-bench-") as folder,
        pay_provider() as pay_port,
    ):
        Path(folder).chmod(0o755)
        asks = Asks(asyncio.run(trade.open_trade(server.url())))
        with web(server, {"LINLI_SANDBOX_PAY_PORT": str(pay_port)}) as port:
            bench = Bench(server, asks, port, Path(folder))
            bench.run()
        rows = [*bench.rows, *behind(server, SECONDS)]
        # As it is served in earnest: whoever would wait too long is turned away.
        with web(server, {"LINLI_WAIT_AT_MOST_MS": str(Settings().wait_at_most_ms)}) as port:
            host = f"127.0.0.1:{port}"
            rows += overload(server, port, lambda: sent(asks.checkout(None), host))
        rows += rush(server, asks)
    print(f"{len(rows)} rows in {time.monotonic() - began:.0f} s")
    if "--write" in sys.argv:
        write_hot(rows)


if __name__ == "__main__":
    main()
