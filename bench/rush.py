"""`python -m bench.rush`: what the rush for a flash sale costs all other shops.

In turns, so that what else the machine does strikes both alike: people check out at every shop, alone; and
while a crowd asks for one flash sale again and again. From outside: TURNS of each (3), SECONDS a turn (5),
CHECKOUTS at once (8), RUSH asks a second (400). `--write` keeps the rows in bench/results.json;
`bench.writes` measures them as well, last.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from statistics import mean

import uvloop

from bench import trade
from bench.courses import Course, played
from bench.hot import Asks, alone, course, sent
from bench.load import percentile
from bench.overload import TURNED_AWAY, press
from bench.report import HotRow, keep
from bench.stage import scratch_database, web
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings

TURNS, SECONDS = int(os.environ.get("TURNS", "3")), float(os.environ.get("SECONDS", "5"))
CLIENTS, RUSH = int(os.environ.get("CHECKOUTS", "8")), float(os.environ.get("RUSH", "400"))
# So many connections ask for the sale.
CROWD = 200
WARM_SECONDS = 2
ALONE, BESIDE = "checkouts, no flash sale on", "checkouts beside a flash sale's rush"


class Turn:
    """What one turn saw: checkouts a second and how long each took; what became of the crowd's asks."""

    def __init__(self, taken: list[float], passed: float, statuses: Counter[int]) -> None:
        self.taken, self.rate, self.statuses = taken, len(taken) / passed, statuses


async def _turn(
    port: int, courses: Callable[[], Course | None], rush: Callable[[], bytes] | None, seconds: float
) -> Turn:
    began = time.perf_counter()
    crowd = asyncio.create_task(press(port, rush, RUSH, seconds, CROWD)) if rush else None
    players = await played(port, courses, CLIENTS, seconds)
    passed = time.perf_counter() - began
    askers = await crowd if crowd else []
    statuses = Counter(status for asker in askers for status, _, _ in asker.answers)
    return Turn([one for player in players for one in player.taken], passed, statuses)


def rush(server: EmbeddedPostgres, asks: Asks) -> list[HotRow]:
    """Both rows; the second says how much is left of the first."""
    hot = asyncio.run(asks.open_sales(server.url()))
    sale = asks.stock[hot.things][0][0]
    people = [one for one in asks.stock[hot.things] if one[0] == sale]
    with web(server, {"LINLI_WAIT_AT_MOST_MS": str(Settings().wait_at_most_ms)}) as port:
        host = f"127.0.0.1:{port}"

        def checkouts() -> Course:
            return course(alone(asks.checkout(None)), host)

        def claims() -> bytes:
            return sent(asks.claim(asks.dice.choice(people)), host)

        uvloop.run(_turn(port, checkouts, None, WARM_SECONDS))
        turns: dict[str, list[Turn]] = {ALONE: [], BESIDE: []}
        for _ in range(TURNS):
            turns[ALONE].append(uvloop.run(_turn(port, checkouts, None, SECONDS)))
            turns[BESIDE].append(uvloop.run(_turn(port, checkouts, claims, SECONDS)))
    told = sum((turn.statuses for turn in turns[BESIDE]), Counter[int]())
    away = told[TURNED_AWAY] / max(1, told.total())
    print(f"  the crowd was told {dict(told)}: {away:.0%} to come back in a moment")
    plain = mean(turn.rate for turn in turns[ALONE])
    return [_row(ALONE, turns[ALONE], "", plain), _row(BESIDE, turns[BESIDE], ALONE, plain)]


def _row(name: str, turns: list[Turn], limit: str, beside: float) -> HotRow:
    rates = [turn.rate for turn in turns]
    taken = sorted(one for turn in turns for one in turn.taken)
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in (50, 95, 99))
    ratio = mean(rates) / beside if limit else 0.0
    spread = (max(rates) - min(rates)) / mean(rates)
    row = HotRow(name, CLIENTS, mean(rates), p50, p95, p99, limit, ratio, 0.0, 0.0, 0.0, 0, spread=spread)
    print(f"  {row.said}", flush=True)
    return row


def main() -> None:
    with scratch_database() as server:
        rows = rush(server, Asks(asyncio.run(trade.open_trade(server.url()))))
    if "--write" in sys.argv:
        keep(rows)


if __name__ == "__main__":
    main()
