"""What `linli audit` costs on a million ledger entries: `make audit-bench`, on a database of its own.

Fills a market with orders paid, redeemed, refunded and waiting, seals its ledger, and audits it three times.
With `--write` the figures go into docs/money/audit.md.
"""

import asyncio
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.modules import ledger, markets
from tests.bench.rows import (
    BEGAN,
    CLEARING,
    COLUMNS,
    EARNED,
    MARKET,
    REFUNDS,
    Row,
    Sale,
    account_row,
    payable,
)

ENTRIES = int(os.environ.get("ENTRIES", "1000000"))
ROUNDS = 3
CHUNK = 20_000
PAGE = Path(__file__).parents[2] / "docs/money/audit.md"
HEAD, FOOT = "<!-- measured: `make audit-bench` -->", "<!-- end of measured -->"


async def fill(url: str) -> int:
    """Orders until there are enough entries; returns how many orders."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica")  # the rows fit; keys are not asked
    pool = await open_pool(url, size=1)
    async with Database(pool, Journey()).work() as work:
        await markets.open_market(work, _market())
    await pool.close()
    held: dict[Any, int] = defaultdict(int)
    taken: dict[Any, int] = defaultdict(int)
    shared = [CLEARING, REFUNDS, EARNED, *(payable(n) for n in range(200))]
    await copy(connection, {"ledger.accounts": [account_row(one, BEGAN) for one in shared]})
    entries, number = len(shared), 0
    while entries < ENTRIES:
        rows: dict[str, list[Row]] = defaultdict(list)
        for sale in (Sale(n) for n in range(number, number + CHUNK)):
            rows["ledger.accounts"].append(account_row(sale.escrow, sale.at))
            rows["ledger.transfers"] += (made := sale.transfers())
            entries += 1 + len(made)
            for debit, credit, minor, _ in sale.moves():
                held[debit] -= minor
                held[credit] += minor
            for table, row in sale.rows():
                rows[table].append(row)
            if not sale.returned:
                taken[sale.deal_id] += 1
            if entries >= ENTRIES:
                break
        number = sale.number + 1
        await copy(connection, rows)
        print(f"  {entries:,} entries, {number:,} orders", flush=True)
    limited = [(MARKET, one.account_id, minor) for one, minor in held.items() if one.limited]
    pools = [(MARKET, deal, "stock", 10**9, 0, n) for deal, n in taken.items()]
    await copy(connection, {"ledger.balances": limited, "reservations.pools": pools})
    tail = "INSERT INTO ledger.unsealed SELECT market_id, {}, '{}', {} FROM ledger.{}s"
    for kind, at in (("account", "opened_at"), ("transfer", "made_at")):
        await connection.execute(tail.format(at, kind, f"{kind}_id", kind))
    await connection.execute("ANALYZE")
    await connection.close()
    return number


async def copy(connection: asyncpg.Connection, rows: dict[str, list[Row]]) -> None:
    for table, values in rows.items():
        schema, _, name = table.partition(".")
        columns = COLUMNS[table].split()
        await connection.copy_records_to_table(name, schema_name=schema, columns=columns, records=values)


def _market() -> markets.Market:
    return markets.Market(
        market_id=MARKET, slug="bench", name="Bench", name_en="Bench", name_zh="Bench", currency="CNY",
        timezone="Asia/Shanghai", country="CN", language="zh", commission_bp=550, lat=30.0, lon=120.0,
    )  # fmt: skip


async def seal(url: str) -> tuple[int, float]:
    """Seal everything; entries and seconds."""
    pool = await open_pool(url, size=1)
    db, began, sealed = Database(pool, Journey()), time.perf_counter(), 0
    while done := await ledger.seal(db, MARKET):
        sealed += done
    took = time.perf_counter() - began
    await pool.close()
    return sealed, took


def audit(url: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "linli.cli", "audit", "--json"]
    environment = {**os.environ, "LINLI_DATABASE_URL": url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        bad = [one for one in json.loads(done.stdout or '{"answers": []}')["answers"] if one["bad"]]
        raise SystemExit(f"the audit is not fine: {bad} {done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def report(orders: int, sealed: int, sealing: float, rounds: list[dict[str, Any]]) -> str:
    """The figures as the page shows them: the median of the rounds."""
    middle = sorted(rounds, key=lambda one: one["ms"])[len(rounds) // 2]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    model = next(
        (
            line.partition(": ")[2]
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    day = datetime.now(UTC).date()
    load = os.getloadavg()[1]
    where = f"{model}, {os.cpu_count()} processors, PostgreSQL 18 on the same machine"
    lines = [
        f"{day}, commit {commit.stdout.strip()}: {where},",
        f"which had other work besides (load {load:.1f} over five minutes).",
        f"{sealed:,} entries of {orders:,} orders; sealing them took {sealing:.0f} s",
        f"({sealed / sealing:,.0f} a second). One audit: **{middle['ms'] / 1000:.1f} s**,",
        f"the middle of {len(rounds)}.",
        "",
        "| question | ms |",
        "|---|---|",
    ]
    findings = [one for one in middle["answers"] if one["kind"] == "finding"]
    lines += [f"| {one['check']} | {one['ms']:,} |" for one in sorted(findings, key=lambda one: -one["ms"])]
    return "\n".join(lines)


def main() -> None:
    folder = Path(f"/tmp/linli-audit-bench-{os.getpid()}")
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    try:
        asyncio.run(migrate(server.url()))
        orders = asyncio.run(fill(server.url()))
        sealed, sealing = asyncio.run(seal(server.url()))
        print(f"  sealed in {sealing:.1f} s", flush=True)
        said = report(orders, sealed, sealing, [audit(server.url()) for _ in range(ROUNDS)])
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(said)
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text("utf-8").partition(HEAD)
        after = rest.partition(FOOT)[2]
        PAGE.write_text(f"{before}{HEAD}\n\n{said}\n\n{FOOT}{after}", "utf-8")


if __name__ == "__main__":
    main()
