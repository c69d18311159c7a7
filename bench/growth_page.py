"""The figures of growth as a file for programs and as a section of docs/performance.md."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.report import between, grown_by, machine_and_commit

RESULTS = Path(__file__).with_name("growth.json")
HEAD, FOOT = "<!-- measured: `make bench-growth` -->", "<!-- end of growth -->"
AIM = 1.3


class Grown(msgspec.Struct, frozen=True):
    """One row in a market of so many orders: `cpu_ms` are milliseconds of the processors for one answer, of
    database and web servers; `pages` what the database read for it, 8 KB each.
    """

    name: str
    size: int
    clients: int
    value: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    pages: float
    limit_name: str = ""
    ratio: float = 0.0
    unit: str = "1/s"

    @property
    def said(self) -> str:
        times = f"p50 {self.p50_ms:.1f}, p95 {self.p95_ms:.1f}, p99 {self.p99_ms:.1f} ms"
        cost = f"{self.cpu_ms:.1f} ms CPU, {self.pages:,.0f} pages"
        return f"{self.size:>10,} · {self.name} · {self.clients}: {self.value:,.0f}/s, {times}, {cost}"


def write(rows: list[Grown]) -> None:
    """Each row beside itself in the smallest market: `ratio` is its p95 by that one's."""
    smallest = min(one.size for one in rows)
    first = {(one.name, one.clients): one.p95_ms for one in rows if one.size == smallest}
    limit = f"p95 at {smallest:,}"
    told = [
        msgspec.structs.replace(
            one, limit_name=limit, ratio=round(one.p95_ms / first[one.name, one.clients], 3)
        )
        for one in rows
    ]
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    between(HEAD, FOOT, page(rows))


def page(rows: list[Grown]) -> str:
    """The rows, then how the slowest of a hundred and what is read grow with the market."""
    lines = [
        f"{datetime.now(UTC).date()}, {machine_and_commit()}.",
        "",
        "| row | orders | clients | answers/s | p50 ms | p95 ms | p99 ms | CPU ms | pages |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in rows:
        times = " | ".join(f"{cell:.1f}" for cell in (one.p50_ms, one.p95_ms, one.p99_ms, one.cpu_ms))
        asked = f"| {one.name} | {one.size:,} | {one.clients} | {one.value:,.0f}"
        lines.append(f"{asked} | {times} | {one.pages:,.0f} |")
    lines += grown_by("p95", rows, lambda one: one.p95_ms, "market")
    lines += grown_by("what the database reads for an answer", rows, lambda one: one.pages, "market")
    return "\n".join(lines)
