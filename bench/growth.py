"""`make bench-growth`: what the loop costs in a market of ten thousand, a million, ten million orders.

Says first what disk and time it needs, and stops where they lack. From outside: SIZES
(10000,1000000,10000000), CLIENTS (1,8), SECONDS a row (8), ROWS (only these, by part of their name), KEPT, a
folder where markets are filled once and found again. `--plan` only says what it needs, `--fill` only fills,
`--statements` tells what a request read, `--audit` also audits what was measured, `--write` writes it all
into bench/growth.json and docs/performance.md.
"""

import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from bench import grown, trade
from bench.audited import audit
from bench.courses import Course, play
from bench.fill import HERE
from bench.growth_page import Grown, write
from bench.hot import API, Asks, alone, course
from bench.load import request
from bench.reads import forget, statements_read
from bench.stage import FILLED, IN_EARNEST, SETTINGS, pay_provider, processor_taken, web
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.modules import identity
from linli.web.shared.security import SESSION_COOKIE

SIZES = [int(one) for one in os.environ.get("SIZES", "10000,1000000,10000000").split(",")]
CLIENTS = [int(one) for one in os.environ.get("CLIENTS", "1,8").split(",")]
SECONDS = float(os.environ.get("SECONDS", "8"))
ROWS = os.environ.get("ROWS", "")
KEPT = Path(os.environ["KEPT"]) if "KEPT" in os.environ else None
# Measured (docs/performance.md): bytes of database for an order, with all that follows from it and without.
WHOLE_BYTES, CORE_BYTES = 9_900, 6_200
ORDERS_A_SECOND = 2_500
SPARE = 1.1
# What the database keeps of its log beside its tables (bench/stage.py).
LOG_BYTES = 8 * 2**30
BUYERS, UNUSED = 2_000, 4_000
SAMPLE = """
SELECT person_id FROM identity.members WHERE market_id = $1 ORDER BY md5(person_id::text) LIMIT $2
"""
OLD = """
SELECT voucher_id, code, store_id, order_id, person_id
FROM vouchers.vouchers TABLESAMPLE SYSTEM ($2) REPEATABLE (1)
WHERE market_id = $1 AND state = 'issued' LIMIT $3
"""


def needs(size: int) -> tuple[int, float]:
    """Bytes of disk and seconds that a market of so many orders takes."""
    each = WHOLE_BYTES if size <= grown.LOOP_UP_TO else CORE_BYTES
    rows = int(size * each * SPARE)
    return rows + min(rows, LOG_BYTES), 60 + size / ORDERS_A_SECOND


def plan(sizes: list[int], folder: Path) -> str:
    """What it takes, said; the empty text where there is enough, else what lacks."""
    free, left = shutil.disk_usage(folder).free, [size for size in sizes if not _filled(size)]
    measuring = len(sizes) * len(CLIENTS) * 5 * (SECONDS + 2)
    bytes_of = [needs(size)[0] for size in left]
    # What is kept stays side by side; else one goes before the next comes.
    most = (sum if KEPT else max)(bytes_of or [0])
    for size in left:
        print(
            f"{size:>12,} orders: {needs(size)[0] / 2**30:.1f} GB, {needs(size)[1] / 60:.0f} minutes to fill"
        )
    seconds = sum(needs(size)[1] for size in left) + measuring
    print(
        f"in {folder}: {most / 2**30:.1f} GB of {free / 2**30:.1f} GB free;"
        f" {seconds / 60:.0f} minutes in all",
        flush=True,
    )
    return "" if most < free else f"{(most - free) / 2**30:.1f} GB of disk are missing; SIZES asks for less"


def _folder(size: int) -> Path:
    return (KEPT or Path(tempfile.gettempdir()) / f"linli-growth-{os.getpid()}") / f"growth-{size}"


def _filled(size: int) -> bool:
    return (_folder(size) / FILLED).exists()


@contextmanager
def market(size: int) -> Iterator[EmbeddedPostgres]:
    """The database of that size: filled without waiting for the disk, then opened as it is in earnest."""
    folder = _folder(size)
    if not _filled(size):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o755, parents=True)
        server = EmbeddedPostgres(folder, settings=SETTINGS)
        server.start()
        try:
            asyncio.run(migrate(server.url()))
            grown.fill_now(server.url(), size)
        finally:
            server.stop()
        (folder / FILLED).touch()
    server = EmbeddedPostgres(folder, settings=IN_EARNEST)
    server.start()
    try:
        asyncio.run(migrate(server.url()))
        yield server
    finally:
        server.stop()
        if KEPT is None:
            shutil.rmtree(folder, ignore_errors=True)


async def people(url: str) -> tuple[Asks, dict[str, str]]:
    """Who asks: some buyers, every store's clerk; and the tokens of an owner and of an operator."""
    async with await open_pool(url, size=2) as pool:
        db = Database(pool, Journey())
        async with db.work() as work:
            chosen = [row["person_id"] for row in await pool.fetch(SAMPLE, HERE.market_id, BUYERS)]
            buyers = {one: await _token(work, one, "consumer") for one in chosen}
            rows = await pool.fetch(
                "SELECT s.store_id, s.slug, m.person_id, m.role FROM merchants.staff AS m "
                "JOIN merchants.stores AS s USING (market_id, store_id) ORDER BY s.slug"
            )
            clerks = {
                row["store_id"]: await _token(work, row["person_id"], "counter")
                for row in rows
                if row["role"] == "clerk"
            }
            owner = await pool.fetchval("SELECT person_id FROM merchants.head_office WHERE role = 'owner'")
            await identity.appoint_operator(work, HERE.market_id, owner, "finance")
            tokens = {one: await _token(work, owner, one) for one in ("merchant", "operator")}
            session = await identity.start_session(work, owner)
        deals = [
            row["deal_id"] for row in await pool.fetch("SELECT deal_id FROM catalog.deals ORDER BY deal_id")
        ]
        slugs = {row["store_id"]: row["slug"] for row in rows}
        asks = Asks(trade.Trade(buyers, clerks, slugs, deals, session))
        size = max(
            1.0,
            await pool.fetchval("SELECT reltuples FROM pg_class WHERE oid = 'vouchers.vouchers'::regclass"),
        )
        share = min(100.0, 100 * 8 * UNUSED / size)
        old = [trade.Unused(**dict(row)) for row in await pool.fetch(OLD, HERE.market_id, share, UNUSED)]
    random.Random("old").shuffle(old)
    asks.stock["unused"] = old
    await trade.tidy(url)
    return asks, tokens


async def _token(work: Work, person_id: UUID, scope: str) -> str:
    return (await identity.issue_token(work, person_id, [scope])).token


def rows(asks: Asks, tokens: dict[str, str], host: str) -> dict[str, Callable[[], Course | None]]:
    """Each row and how it is asked: purchases are three requests each, all others one."""
    dice = random.Random("growth")
    shop = next(iter(asks.market.slugs.values()))
    cookie = f"{SESSION_COOKIE}={asks.market.session}"

    def get(path: str, token: str) -> Course:
        yield request(path, host, Authorization=f"Bearer {token}")

    def page(path: str) -> Course:
        yield request(path, host, Cookie=cookie)

    def use() -> Course | None:
        left = asks.stock["unused"]
        return course(alone(asks.redemption(left.pop())), host) if left else None

    every: dict[str, Callable[[], Course | None]] = {
        "purchase": lambda: course(asks.purchase(), host),
        "redemption": use,
        "order list": lambda: get(f"{API}/orders", asks.market.somebody(dice)),
        "order list of a store": lambda: get(f"{API}/stores/{shop}/orders", tokens["merchant"]),
        "balance": lambda: get(f"{API}/stores/{shop}/balance", tokens["merchant"]),
        "balance of the whole market": lambda: get(f"{API}/ledger/totals", tokens["operator"]),
        "first page of a shop's desk": lambda: page(f"/{HERE.slug}/desk/{shop}"),
    }
    return {name: following for name, following in every.items() if ROWS in name}


def measure(server: EmbeddedPostgres, size: int) -> list[Grown]:
    """Every row at this size."""
    asks, tokens = asyncio.run(people(server.url()))
    found: list[Grown] = []
    with pay_provider() as pay_port, web(server, {"LINLI_SANDBOX_PAY_PORT": str(pay_port)}) as port:
        for name, following in rows(asks, tokens, f"127.0.0.1:{port}").items():
            # The worker seals every few seconds: what is read is what has been sealed.
            asyncio.run(grown.seal(server.url()))
            for clients in CLIENTS:
                play(port, following, clients, min(2.0, SECONDS))
                forget(server.url())
                before = processor_taken(server)
                seen = play(port, following, clients, SECONDS)
                spent = processor_taken(server).since(before)
                if not seen.answers or not set(seen.statuses) <= {200, 201, 204}:
                    raise SystemExit(f"{name}: answers were {seen.statuses}")
                read = statements_read(server.url())
                pages = sum(one.pages for one in read) / seen.answers
                cpu = (spent.servers + spent.database) / seen.answers * 1000
                times = (seen.p50_ms, seen.p95_ms, seen.p99_ms)
                found.append(Grown(name, size, clients, seen.rate, *times, cpu, pages))
                print(f"  {found[-1].said}", flush=True)
                if "--statements" in sys.argv:
                    for one in read[:12]:
                        each = f"{one.calls / seen.answers:.2f} × {one.pages / one.calls:,.0f} pages"
                        print(f"      {one.name}: {each}, {one.ms / one.calls:.2f} ms", flush=True)
    return found


def audited(url: str) -> None:
    """What was measured adds up, or the run fails."""
    asyncio.run(grown.seal(url))
    began = time.monotonic()
    audit(url)
    print(f"  audited in {time.monotonic() - began:.0f} s: nothing found", flush=True)


def main() -> None:
    if KEPT:
        KEPT.mkdir(mode=0o755, parents=True, exist_ok=True)
    lacks = plan(SIZES, KEPT or Path(tempfile.gettempdir()))
    if lacks:
        sys.exit(f"bench-growth: {lacks}")
    if "--plan" in sys.argv:
        return
    found: list[Grown] = []
    for size in SIZES:
        print(f"{size:,} orders", flush=True)
        with market(size) as server:
            if "--fill" not in sys.argv:
                found += measure(server, size)
            if "--audit" in sys.argv:
                audited(server.url())
    if "--write" in sys.argv:
        write(found)


if __name__ == "__main__":
    main()
