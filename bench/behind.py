"""What happens behind a request: the ledger alone, the outbox and its reactions, the audit."""

import asyncio
import resource
import time
from collections.abc import Awaitable, Callable, Iterator

import msgspec

from bench.audited import audit
from bench.fill import HERE
from bench.load import percentile
from bench.report import HotRow
from bench.stage import processor_taken
from linli.journey import wire
from linli.kernel import ids
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.money import Money
from linli.modules import ledger
from linli.worker.reactions import Errand, run_errand
from linli.worker.relay import hand_over

WRITERS = 8
ENTRIES = "SELECT (SELECT count(*) FROM ledger.transfers) + (SELECT count(*) FROM ledger.accounts)"
TAKE = "DELETE FROM pgqueuer.pgqueuer RETURNING payload"
Act = Callable[[], Awaitable[int]]


def behind(server: EmbeddedPostgres, seconds: float) -> list[HotRow]:
    """All rows; what the requests before them have left is what they work off."""
    return asyncio.run(_rows(server, seconds))


async def _rows(server: EmbeddedPostgres, seconds: float) -> list[HotRow]:
    async with await open_pool(server.url(), size=WRITERS) as pool:
        db = Database(pool, wire(Journey(), {}))
        rows = [await _measured(server, "ledger transfers", WRITERS, lambda: _transfer(db), seconds)]
        rows.append(
            await _measured(server, "outbox handed on", 1, lambda: hand_over(db, HERE.market_id), 600)
        )
        taken = await pool.fetch(TAKE)
        errands = iter([msgspec.json.decode(one["payload"], type=Errand) for one in taken])
        rows.append(
            await _measured(server, "later reactions", WRITERS, lambda: _react(db, errands), 4 * seconds)
        )
        while await ledger.seal(db, HERE.market_id):
            continue
        entries = await pool.fetchval(ENTRIES)
    return [*rows, _audited(server.url(), entries)]


async def _transfer(db: Database) -> int:
    """One move between accounts of its own and one that all share."""
    owner = ids.uuid7()
    source = ledger.Account("provider:bench", ledger.Purpose.CLEARING, HERE.currency)
    target = ledger.Account(f"order:{owner}", ledger.Purpose.ESCROW, HERE.currency)
    async with db.work() as work:
        move = ledger.Move(source, target, Money(100, HERE.currency), "paid", owner)
        await ledger.transfer(work, HERE.market_id, move)
        await ledger.transfer(
            work, HERE.market_id, ledger.Move(target, source, Money(100, HERE.currency), "refund_sent", owner)
        )
    return 2


async def _react(db: Database, errands: Iterator[Errand]) -> int:
    """The next reaction that has not happened; those that need a provider are none of ours."""
    errand = next(errands, None)
    return int(await run_errand(db, errand)) if errand else 0


async def _measured(server: EmbeddedPostgres, name: str, clients: int, act: Act, seconds: float) -> HotRow:
    """As many at once as there are clients, each again until nothing is left to do or the time is over."""
    taken: list[tuple[float, int]] = []
    before, own, began = processor_taken(server), _own(), time.perf_counter()
    until = began + seconds

    async def again() -> None:
        while (now := time.perf_counter()) < until:
            done = await act()
            if not done:
                return
            taken.append((time.perf_counter() - now, done))

    await asyncio.gather(*(again() for _ in range(clients)))
    passed, count = time.perf_counter() - began, sum(done for _, done in taken) or 1
    spent, times = processor_taken(server).since(before), sorted(one for one, _ in taken)
    p50, p95, p99 = (percentile(times, rank) * 1000 for rank in (50, 95, 99))
    app_ms, db_ms = (_own() - own) / count * 1000, spent.database / count * 1000
    return _said(HotRow(name, clients, count / passed, p50, p95, p99, "", 0.0, app_ms, db_ms, 0.0, 0))


def _audited(url: str, entries: int) -> HotRow:
    """`linli audit` over everything that this run has booked, put at a million entries."""
    began = time.perf_counter()
    audit(url)
    passed = time.perf_counter() - began
    ms = passed * 1000
    name, unit = f"audit of {entries:,} entries, by the million", "s"
    return _said(HotRow(name, 1, passed / entries * 10**6, ms, ms, ms, "", 0.0, 0.0, 0.0, 0.0, 0, unit))


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _said(row: HotRow) -> HotRow:
    print(f"  {row.said}", flush=True)
    return row
