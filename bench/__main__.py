"""`python -m bench`: every row at every size, into bench/results.json and docs/performance.md.

From outside: SIZES, CLIENTS, SECONDS of each of the TURNS that a row takes (`SIZES=10000 SECONDS=1 python -m
bench` is a short try), ROWS (only rows with this in their name), and KEPT, a folder where cities are filled
once and found again. `--write` writes the figures down, `--statements` tells what each statement read,
`--fill` only fills.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import quote

import asyncpg
import msgspec

from bench.city import MARKET, SLUG
from bench.load import PERCENTILES, Seen, drive, percentile, request, spread, together
from bench.reads import forget, statements_read, warm
from bench.report import Row, write
from bench.stage import database, pgbench, processor_seconds, web
from linli.kernel.embedded import EmbeddedPostgres

SIZES = [int(one) for one in os.environ.get("SIZES", "10000,100000,1000000").split(",")]
CLIENTS = [int(one) for one in os.environ.get("CLIENTS", "1,8,32").split(",")]
SECONDS = int(os.environ.get("SECONDS", "4"))
TURNS = int(os.environ.get("TURNS", "2"))
KEPT = Path(os.environ["KEPT"]) if "KEPT" in os.environ else None
ROWS = os.environ.get("ROWS", "")
SPOTS = 100
NEAREST = (
    "SELECT position FROM discovery.places WHERE market_id = {market} AND listed "
    "ORDER BY position <-> point({x!r}, {y!r}) LIMIT 24;\n"
)
TRADES = ("restaurant", "cafe", "hair", "grocery", "pharmacy")
WORDS = ("火锅", "咖啡", "小笼包", "牛肉面 望江", "老王", "洗剪吹", "瑜伽", "药店")
TYPED = ("huog", "咖", "lwl", "xiaolong", "望江", "kafei", "洗", "sanhe")
METERS_PER_DEGREE = 111_195.0
AGAIN = "nearby and category, asked again"
LIMIT_SQL, LIMIT_HTTP = "nearest by SQL alone", "a file by HTTP"
Ask = Callable[[], bytes]


async def spots(url: str) -> list[tuple[float, float, float, float]]:
    """Where people stand who look for something: beside shops, as people are. Latitude, longitude, x, y."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT lat, lon, position FROM discovery.places WHERE market_id = $1 "
        "ORDER BY hashtext(slug) LIMIT $2",
        MARKET,
        SPOTS,
    )
    await connection.close()
    return [(one["lat"], one["lon"], one["position"].x, one["position"].y) for one in rows]


def asked(places: list[tuple[float, float, float, float]], size: int, port: int) -> dict[str, Ask]:
    """What each row asks for, each time from another spot and, where there are words, with other words; the
    row of what is `asked again` asks the same twenty questions, so that most answers are kept ones.
    """
    host = f"127.0.0.1:{port}"
    same, new = _standing(places[:20], 0), _standing(places, 500)
    api, page = f"/api/v1/markets/{SLUG}", f"/{SLUG}"

    def turns(made: Callable[[str, str], str], words: tuple[str, ...], at: Iterator[str] = new) -> Ask:
        every: Iterator[str] = cycle(words)
        return lambda: request(made(next(at), quote(next(every))), host)

    def near(at: str, trade: str) -> str:
        return f"{api}/search?trade={trade}&at={at}"

    numbers = tuple(str(number * 97 % size) for number in range(SPOTS))
    return {
        LIMIT_HTTP: lambda: request("/favicon.ico", host),
        "nearby and category": turns(near, TRADES),
        AGAIN: turns(near, TRADES, same),
        "nearby and Chinese words, open now": turns(
            lambda at, one: f"{api}/search?q={one}&open=true&at={at}", WORDS
        ),
        "suggestion": turns(lambda at, one: f"{api}/suggestions?q={one}&at={at}", TYPED),
        "page of nearby and category": turns(lambda at, one: f"{page}/search?trade={one}&at={at}", TRADES),
        "page of words": turns(lambda at, one: f"{page}/search?q={one}&at={at}", WORDS),
        "store page": turns(lambda _, one: f"{page}/stores/s{one}", numbers),
    }


def _standing(places: list[tuple[float, float, float, float]], meters: float) -> Iterator[str]:
    """One of the spots after the other, each time up to so many meters beside it."""
    chance = Random(1)
    for lat, lon, _, _ in cycle(places):
        north, east = (chance.uniform(-meters, meters) / METERS_PER_DEGREE for _ in range(2))
        yield f"{lat + north:.5f},{lon + east:.5f}"


def measure(server: EmbeddedPostgres, size: int, folder: Path) -> list[Row]:
    """Every row at this size of city."""
    places = asyncio.run(spots(server.url()))
    scripts = [NEAREST.format(market=MARKET, x=x, y=y) for _, _, x, y in places]
    rows: list[Row] = []
    warm(server.url())
    with web(server) as port:
        questions = asked(places, size, port)
        chosen = {name: ask for name, ask in questions.items() if name == LIMIT_HTTP or ROWS in name}
        for ask in chosen.values():
            drive(port, ask, 4, min(1.5, SECONDS))
        for clients in CLIENTS:
            looks: dict[str, list[Look]] = {}
            for _ in range(TURNS):
                looks.setdefault(LIMIT_SQL, []).append(_bare(server, scripts, clients, folder / "pgbench"))
                for name, ask in chosen.items():
                    looks.setdefault(name, []).append(_look(server, port, name, clients, ask))
            made = {name: _row(name, size, clients, some) for name, some in looks.items()}
            for name, row in made.items():
                limit = _limit_of(name)
                ratio = row.value / made[limit].value if limit else 0.0
                rows.append(msgspec.structs.replace(row, limit_name=limit, ratio=ratio))
                print(f"  {rows[-1].said}", flush=True)
    return rows


class Look(msgspec.Struct, frozen=True):
    """One turn of a row: what was seen, the processors' milliseconds and the pages of the database for each
    answer.
    """

    seen: Seen
    cpu_ms: float
    pages: float


def _limit_of(name: str) -> str:
    if name in (LIMIT_SQL, LIMIT_HTTP):
        return ""
    return LIMIT_HTTP if name == "store page" else LIMIT_SQL


def _row(name: str, size: int, clients: int, looks: list[Look]) -> Row:
    """All turns of a row as one; each turn went through all rows, so that what the machine did meanwhile came
    upon all of them.
    """
    seen = together([one.seen for one in looks])
    times = (seen.p50_ms, seen.p95_ms, seen.p99_ms)
    cpu, pages = (
        sum(of) / len(looks) for of in ([one.cpu_ms for one in looks], [one.pages for one in looks])
    )
    apart = spread([one.seen.rate for one in looks])
    return Row(name, size, clients, seen.rate, *times, "", 0.0, cpu, pages, spread=apart)


def _bare(server: EmbeddedPostgres, scripts: list[str], clients: int, folder: Path) -> Look:
    """The database alone."""
    forget(server.url())
    rate, taken = pgbench(server, scripts, clients, SECONDS, folder)
    p50, p95, p99 = (percentile(taken, rank) * 1000 for rank in PERCENTILES)
    pages = sum(one.pages for one in statements_read(server.url())) / len(taken)
    return Look(Seen(rate, p50, p95, p99, {}, 0.0, len(taken), taken), 0.0, pages)


def _look(server: EmbeddedPostgres, port: int, name: str, clients: int, ask: Ask) -> Look:
    url = server.url()
    if name == AGAIN:
        # What is kept is thrown away at each full minute; here it is asked what it costs until then.
        drive(port, ask, clients, 1)
    forget(url)
    busy = processor_seconds(server)
    seen = drive(port, ask, clients, SECONDS)
    cpu = (processor_seconds(server) - busy - seen.own_cpu_s) / seen.answers * 1000
    if set(seen.statuses) != {200}:
        raise SystemExit(f"{name}: answers were {seen.statuses}")
    read = statements_read(url)
    if "--statements" in sys.argv:
        _say(seen, [f"{one.name}: {one.calls / seen.answers:.2f} × {one.pages / one.calls:,.0f} pages, "
                    f"{one.ms / one.calls:.2f} ms" for one in read])  # fmt: skip
    return Look(seen, cpu, sum(one.pages for one in read) / seen.answers)


def _say(seen: Seen, lines: list[str]) -> None:
    print(f"    {seen.answers} answers", *lines, sep="\n      ", flush=True)


def main() -> None:
    began, rows = time.monotonic(), []
    for size in SIZES:
        with (
            database(size, KEPT) as server,
            tempfile.TemporaryDirectory(prefix="linli-bench-") as folder,
        ):
            Path(folder).chmod(0o755)
            rows += [] if "--fill" in sys.argv else measure(server, size, Path(folder))
    print(f"{len(rows)} rows in {time.monotonic() - began:.0f} s")
    if "--write" in sys.argv:
        write(rows)


if __name__ == "__main__":
    main()
