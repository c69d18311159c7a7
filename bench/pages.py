"""`python -m bench.pages`: what pages cost on the demo's data, into bench/results.json and performance.md.

From outside: CLIENTS (1,8), SECONDS of each turn of a row (3), TURNS (3), ROWS (only rows with this in their
name), KEPT, a folder where the demo is filled once and found again. `--write` writes the figures down,
`--statements` tells what each page says to the database.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import quote

import msgspec

from bench.demo import demo, found, sessions
from bench.load import Seen, drive, request, spread, together
from bench.reads import forget, statements_read
from bench.report import PageRow, write_pages
from bench.stage import Taken, processor_taken, web
from linli.demo import shops
from linli.demo.cast import SIGN_INS
from linli.kernel.embedded import EmbeddedPostgres
from linli.web.shared.security import SEED_COOKIE, SESSION_COOKIE

CLIENTS = [int(one) for one in os.environ.get("CLIENTS", "1,8").split(",")]
SECONDS = float(os.environ.get("SECONDS", "3"))
TURNS = int(os.environ.get("TURNS", "3"))
KEPT = Path(os.environ["KEPT"]) if "KEPT" in os.environ else None
ROWS = os.environ.get("ROWS", "")
MARKET, NORTH = "hangzhou", "helsinki"
LIMIT_HTTP = "a file by HTTP"
WARM_SECONDS = 1.0
MOST_SPOTS = 200
WORDS = ("面", "火锅", "咖啡", "小笼包", "奶茶", "mian", "理发", "粥")
NORTHERN = ("coffee", "sushi", "burger", "pizza", "hair", "books", "kahvila", "bar")
TYPED = ("小", "kaf", "mian", "火", "xl", "咖")
NEAR = ("restaurant", "cafe", "hair", "grocery")
# What a browser sends with each of its questions.
BROWSER = {
    "Accept": "text/html,application/xhtml+xml",
    "Accept_Encoding": "gzip, deflate, br",
    "User_Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
}
Ask = Callable[[], bytes]

STORES = """
SELECT s.slug FROM merchants.stores s JOIN markets.markets m USING (market_id)
WHERE m.slug = $1 AND s.merchant_id IS NOT NULL ORDER BY s.store_id LIMIT 60
"""
SPOTS = """
SELECT round(s.lat::numeric, 4) || ',' || round(s.lon::numeric, 4)
FROM merchants.stores s JOIN markets.markets m USING (market_id) WHERE m.slug = $1 ORDER BY s.store_id
"""
DEALS = """
SELECT d.deal_id FROM catalog.deals d JOIN markets.markets m USING (market_id)
WHERE m.slug = $1 AND d.state = 'on_sale' ORDER BY d.deal_id LIMIT 60
"""
ORDERS = """
SELECT o.order_id FROM orders.orders o JOIN markets.markets m USING (market_id)
WHERE m.slug = $1 AND o.person_id = $2::text::uuid ORDER BY o.order_id LIMIT 20
"""


def as_browser(path: str, host: str, session: str = "") -> bytes:
    """One of our pages as a browser asks for it that has been here before, signed in or not."""
    cookies = {SEED_COOKIE: "a-browser-of-the-bench"} | ({SESSION_COOKIE: session} if session else {})
    return request(path, host, **BROWSER, Cookie="; ".join(f"{name}={one}" for name, one in cookies.items()))


class Pages:
    """What is asked for, each row by turns of something else."""

    def __init__(self, url: str, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.sessions = asyncio.run(sessions(url, MARKET))
        self._url = url
        self._consumer = next(one.phone for one in SIGN_INS if (one.market, one.role) == (MARKET, "consumer"))

    def _of(self, path: str, who: str = "", **named: tuple[str, ...] | list[str]) -> Ask:
        """Asks for this path; each name in braces is one of its texts by turns."""
        every = {name: cycle(texts) for name, texts in named.items()}
        session = self.sessions.get(who, "")
        return lambda: as_browser(
            path.format(**{name: quote(next(texts), safe=",") for name, texts in every.items()}),
            self.host,
            session,
        )

    def _found(self, statement: str, *args: object) -> list[str]:
        return asyncio.run(found(self._url, statement, *args))

    def _beside(self, market: str) -> list[str]:
        """Spots beside shops of a market, each another."""
        chance, spots = Random(1), self._found(SPOTS, market)
        placed = [chance.choice(spots).split(",") for _ in range(MOST_SPOTS)]
        return [f"{float(lat) + chance.uniform(-0.003, 0.003):.4f},{lon}" for lat, lon in placed]

    def rows(self) -> Mapping[str, Ask]:
        shop = next(one.store for one in SIGN_INS if (one.market, one.role) == (MARKET, "owner"))
        stores, deals = self._found(STORES, MARKET), self._found(DEALS, MARKET)
        here, north = self._beside(MARKET), self._beside(NORTH)
        orders = self._found(ORDERS, MARKET, str(shops.person_id(self._consumer)))
        home, desk, room = f"/{MARKET}", f"/{MARKET}/desk/{shop}", f"/{MARKET}/operator"
        spot = f"/{NORTH}/search?at={{at}}"
        return {
            LIMIT_HTTP: lambda: request("/favicon.ico", self.host),
            "home": self._of(home),
            "home, signed in": self._of(home, "consumer"),
            "store": self._of(home + "/stores/{slug}", slug=stores),
            "deal": self._of(home + "/deals/{deal}", deal=deals),
            "words": self._of(home + "/search?q={words}", words=WORDS),
            "words, from anywhere": self._of(home + "/search?q={words}&at={at}", words=WORDS, at=here),
            "words, Helsinki": self._of(f"/{NORTH}/search?q={{words}}", words=NORTHERN),
            "nearby": self._of(f"/{NORTH}/search"),
            "nearby and a trade, from anywhere": self._of(spot + "&trade={trade}", at=north, trade=NEAR),
            "map": self._of(f"/{NORTH}/search/pins?at={{at}}", at=north),
            "suggestions": self._of(home + "/search/suggestions?q={typed}", typed=TYPED),
            "wallet": self._of(home + "/wallet", "consumer"),
            "orders": self._of(home + "/orders", "consumer"),
            "order": self._of(home + "/orders/{order}", "consumer", order=orders),
            "merchant dashboard": self._of(desk, "owner"),
            "orders of the desk": self._of(desk + "/orders", "owner"),
            "operator overview": self._of(room, "operator"),
            "operator's list of orders": self._of(room + "/orders", "operator"),
        }


class Turn(msgspec.Struct, frozen=True):
    """One turn of a row: what was seen, what it took of the processors, what was said to the database."""

    seen: Seen
    taken: Taken
    statements: int
    told: list[str] = []


def turn(server: EmbeddedPostgres, port: int, name: str, ask: Ask, clients: int) -> Turn:
    forget(server.url())
    before = processor_taken(server)
    seen = drive(port, ask, clients, SECONDS)
    taken = processor_taken(server).since(before)
    if set(seen.statuses) != {200}:
        raise SystemExit(f"{name}: answers were {seen.statuses}")
    read = statements_read(server.url())
    told = [f"{one.name}: {one.calls / seen.answers:.2f} × {one.ms / one.calls:.2f} ms" for one in read]
    return Turn(seen, taken, sum(one.calls for one in read), told)


def row_of(name: str, clients: int, turns: list[Turn], limit: float) -> PageRow:
    seen = together([one.seen for one in turns])
    return PageRow(
        name=name,
        clients=clients,
        value=seen.rate,
        p50_ms=seen.p50_ms,
        p95_ms=seen.p95_ms,
        p99_ms=seen.p99_ms,
        limit_name=LIMIT_HTTP if limit else "",
        ratio=seen.rate / limit if limit else 0.0,
        app_ms=sum(one.taken.servers for one in turns) / seen.answers * 1000,
        db_ms=sum(one.taken.database for one in turns) / seen.answers * 1000,
        driver_ms=seen.own_cpu_s / seen.answers * 1000,
        statements=sum(one.statements for one in turns) / seen.answers,
        spread=spread([one.seen.rate for one in turns]),
    )


def measure(server: EmbeddedPostgres) -> list[PageRow]:
    """Every row in several turns, each of them through all rows, so that what the machine does meanwhile
    comes upon all of them.
    """
    with web(server) as port:
        rows = {name: ask for name, ask in Pages(server.url(), port).rows().items() if chosen(name)}
        for ask in rows.values():
            drive(port, ask, 4, WARM_SECONDS)
        turns: dict[tuple[str, int], list[Turn]] = {}
        for number in range(TURNS):
            for clients in CLIENTS:
                for name, ask in rows.items():
                    done = turn(server, port, name, ask, clients)
                    turns.setdefault((name, clients), []).append(done)
                    if "--statements" in sys.argv and not number:
                        print(f"  {name}", *done.told, sep="\n      ", flush=True)
    made = list[PageRow]()
    for (name, clients), some in turns.items():
        limit = 0.0 if name == LIMIT_HTTP else made_rate(made, clients)
        made.append(row_of(name, clients, some, limit))
        print(f"  {made[-1].said}", flush=True)
    return made


def chosen(name: str) -> bool:
    return name == LIMIT_HTTP or ROWS in name


def made_rate(made: list[PageRow], clients: int) -> float:
    """The rate of the limit at so many clients."""
    return next(one.value for one in made if (one.name, one.clients) == (LIMIT_HTTP, clients))


def main() -> None:
    with demo(KEPT) as server:
        rows = [] if "--fill" in sys.argv else measure(server)
    if "--write" in sys.argv:
        write_pages(rows)


if __name__ == "__main__":
    main()
