"""`python -m bench.channels`: the pages of channels over a year of one market, into docs/performance.md.

TOUCHES, ORDERS and STORES say how large the year is (1,000,000, 300,000 and 300), SECONDS how long each page
is asked, KEPT a folder where the year is filled once and found again; `--write` writes the figures down.
"""

import asyncio
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from bench.fill import HERE
from bench.load import Seen, drive, request
from bench.report import PAGE, machine_and_commit
from bench.stage import SETTINGS, web
from linli.kernel import ids
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.kernel.signing import Signer
from linli.modules import identity, markets, merchants
from linli.web.shared.security import SESSION_COOKIE

TOUCHES = int(os.environ.get("TOUCHES", "1000000"))
ORDERS = int(os.environ.get("ORDERS", "300000"))
STORES = int(os.environ.get("STORES", "300"))
SECONDS = int(os.environ.get("SECONDS", "8"))
KEPT = Path(os.environ["KEPT"]) if "KEPT" in os.environ else None
YEAR = Path(__file__).with_name("year.sql")
HEAD, FOOT = "<!-- measured: `python -m bench.channels` -->", "<!-- end of channels -->"
OWNER = ids.derived("bench", "owner")
AIM_MS = 300


async def fill(url: str) -> None:
    """A market, its stores with an owner of the first, and a year of touches, orders and credits."""
    async with await open_pool(url, size=2) as pool, Database(pool, Journey()).work() as work:
        await markets.open_market(work, HERE)
        signer = Signer("bench", "phones")
        await identity.register_demo_person(work, "+8613900000000", "Bench", None, signer, OWNER)
        for number in range(STORES):
            await _open(work, number)
        where = ids.derived("bench", "store", 0)
        await merchants.add_staff(work, HERE.market_id, OWNER, where, "owner", "Bench")
        await identity.appoint_operator(work, HERE.market_id, OWNER, "finance")
    connection = await asyncpg.connect(url)
    sizes = {"MARKET": HERE.market_id, "TOUCHES": TOUCHES, "ORDERS": ORDERS, "STORES": STORES}
    script = YEAR.read_text("utf-8")
    for name, value in sizes.items():
        script = script.replace(name, str(value))
    await connection.execute(script, timeout=3600)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def _open(work: Work, number: int) -> None:
    """One merchant with one store."""
    owner = ids.derived("bench", "merchant", number)
    verified = merchants.MerchantState.VERIFIED
    about = merchants.Merchant(merchant_id=owner, name=f"Shop {number}", state=verified)
    await merchants.add_merchant(work, HERE.market_id, about)
    store = merchants.Store(
        store_id=ids.derived("bench", "store", number), slug=f"s{number:05d}", name=f"店{number}",
        trade="restaurant", lat=HERE.lat, lon=HERE.lon, merchant_id=owner,
    )  # fmt: skip
    await merchants.list_store(work, HERE.market_id, store)


async def signed_in(url: str) -> tuple[str, UUID]:
    """A session of the owner, and an order to look at."""
    async with await open_pool(url, size=1) as pool, Database(pool, Journey()).work() as work:
        session = await identity.start_session(work, OWNER)
    connection = await asyncpg.connect(url)
    order: UUID = await connection.fetchval(
        "SELECT goal_id FROM attribution.goals WHERE store_id = $1 LIMIT 1", ids.derived("bench", "store", 0)
    )
    await connection.close()
    return session, order


def pages(order: UUID) -> dict[str, str]:
    """Each page of the largest store, over a month and over the year."""
    desk = f"/{HERE.slug}/desk/s00000/channels"
    return {
        "channels, 30 days": f"{desk}?days=30",
        "channels, a year": f"{desk}?days=365&model=data_driven",
        "channels as a file, a year": f"{desk}.csv?days=365",
        "orders of a channel, a year": f"{desk}/orders?channel=poster&days=365&model=linear",
        "the line of an order": f"{desk}/orders/{order}",
    }


def main() -> None:
    folder = (KEPT or Path(tempfile.mkdtemp(prefix="linli-bench-"))) / "channels"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    server = EmbeddedPostgres(folder, settings=SETTINGS)
    server.start()
    try:
        asyncio.run(migrate(server.url()))
        if not (folder / "filled").exists():
            began = time.monotonic()
            asyncio.run(fill(server.url()))
            (folder / "filled").touch()
            print(f"filled in {time.monotonic() - began:.0f} s")
        session, order = asyncio.run(signed_in(server.url()))
        rows: list[tuple[str, int, Seen]] = []
        with web(server) as port:
            for name, path in pages(order).items():
                asked = request(path, f"127.0.0.1:{port}", Cookie=f"{SESSION_COOKIE}={session}")
                drive(port, repeat(asked).__next__, 1, 1.5)
                for clients in (1, 4):
                    seen = drive(port, repeat(asked).__next__, clients, SECONDS)
                    print(
                        f"{name}, {clients}: p50 {seen.p50_ms:.0f}, p95 {seen.p95_ms:.0f} ms, {seen.statuses}"
                    )
                    rows.append((name, clients, seen))
        if "--write" in sys.argv:
            write(rows)
    finally:
        server.stop()


def write(rows: list[tuple[str, int, Seen]]) -> None:
    """Between the marks of docs/performance.md, and into bench/channels.json."""
    facts = [
        {"name": name, "clients": clients, "value": seen.rate, "unit": "1/s", "p50_ms": seen.p50_ms,
         "p95_ms": seen.p95_ms, "p99_ms": seen.p99_ms, "limit_name": "", "ratio": 0}
        for name, clients, seen in rows
    ]  # fmt: skip
    Path(__file__).with_name("channels.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"
    )
    table = [
        f"{datetime.now(UTC).date()}, {machine_and_commit()}.",
        f"{TOUCHES:,} touches, {ORDERS:,} orders, {STORES} stores, a tenth of all in the one that is asked.",
        "",
        "| page | clients | p50 ms | p95 ms | p99 ms | a second |",
        "|---|---:|---:|---:|---:|---:|",
        *(_line(*row) for row in rows),
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(HEAD)
    after = rest.partition(FOOT)[2]
    PAGE.write_text(f"{before}{HEAD}\n\n{chr(10).join(table)}\n\n{FOOT}{after}", "utf-8")


def _line(name: str, clients: int, seen: Seen) -> str:
    times = " | ".join(f"{one:.0f}" for one in (seen.p50_ms, seen.p95_ms, seen.p99_ms, seen.rate))
    return f"| {name} | {clients} | {times} |"


if __name__ == "__main__":
    main()
