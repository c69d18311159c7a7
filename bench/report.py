"""The figures as a file for programs and as a page for people."""

import os
import platform
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from bench import chart

ROOT = Path(__file__).parents[1]
RESULTS, PAGE = ROOT / "bench" / "results.json", ROOT / "docs" / "performance.md"
HEAD, FOOT = "<!-- measured: `make bench` -->", "<!-- end of measured -->"
PAGES_HEAD, PAGES_FOOT = "<!-- measured: `python -m bench.pages` -->", "<!-- end of pages -->"
HOT_HEAD, HOT_FOOT = "<!-- measured: `python -m bench.writes` -->", "<!-- end of writes -->"


class Row(msgspec.Struct, frozen=True):
    """One row at one size of city and so many clients: `value` answers a second. `ratio` is that beside its
    limit at as many clients, `cpu_ms` what database and web servers took for an answer, `pages` what
    the database read for it, in pages of 8 KB.
    """

    name: str
    size: int
    clients: int
    value: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    limit_name: str
    ratio: float
    cpu_ms: float
    pages: float
    unit: str = "1/s"
    spread: float = 0.0
    part: str = "search"

    @property
    def said(self) -> str:
        beside = f", {self.ratio:.2f} of {self.limit_name}" if self.limit_name else ""
        times = f"p50 {self.p50_ms:.1f}, p95 {self.p95_ms:.1f}, p99 {self.p99_ms:.1f} ms"
        rate = f"{self.clients} clients: {self.value:,.0f}/s (spread {self.spread:.0%})"
        cost = f"{self.cpu_ms:.1f} ms CPU, {self.pages:,.0f} pages"
        return f"{self.size:>9,} · {self.name} · {rate}, {times}, {cost}{beside}"


class HotRow(msgspec.Struct, frozen=True):
    """A row of what writes, at so many clients. Of the processors' milliseconds one takes `app_ms` of the web
    servers, `db_ms` of the database, `driver_ms` of what asks; and `trips` round trips to the database.
    """

    name: str
    clients: int
    value: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    limit_name: str
    ratio: float
    app_ms: float
    db_ms: float
    driver_ms: float
    trips: int
    unit: str = "1/s"
    spread: float = 0.0
    part: str = "writes"

    @property
    def said(self) -> str:
        times = f"p50 {self.p50_ms:.1f}, p95 {self.p95_ms:.1f}, p99 {self.p99_ms:.1f} ms"
        cost = f"CPU ms app {self.app_ms:.2f}, database {self.db_ms:.2f}, driver {self.driver_ms:.2f}"
        beside = f", {self.ratio:.2f} of {self.limit_name}" if self.limit_name else ""
        return f"{self.name} · {self.clients}: {self.value:,.0f} {self.unit}, {times}, {cost}{beside}"


class PageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A page on the demo's data, at so many clients; costs as in `HotRow`, `statements` to the database."""

    name: str
    clients: int
    value: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    limit_name: str
    ratio: float
    app_ms: float
    db_ms: float
    driver_ms: float
    statements: float
    spread: float
    unit: str = "1/s"
    part: str = "pages"

    @property
    def said(self) -> str:
        times = f"p50 {self.p50_ms:.1f}, p95 {self.p95_ms:.1f}, p99 {self.p99_ms:.1f} ms"
        cost = f"CPU ms app {self.app_ms:.2f}, database {self.db_ms:.2f}, driver {self.driver_ms:.2f}"
        rate = f"{self.clients} clients: {self.value:,.0f}/s (spread {self.spread:.0%})"
        return f"{self.name} · {rate}, {times}, {cost}, {self.statements:.1f} statements"


def keep(rows: Sequence["Row | HotRow | PageRow"]) -> None:
    """Into bench/results.json, in the place of those of the same part and name that stood there; and into the
    picture of all rows.
    """
    known = msgspec.json.decode(RESULTS.read_bytes())
    new = {(one.part, one.name) for one in rows}
    kept = [one for one in known if (one.get("part", "search"), one["name"]) not in new]
    every = [*kept, *(msgspec.to_builtins(one) for one in rows)]
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(every), indent=1) + b"\n")
    chart.draw(every)


def write_hot(rows: list[HotRow]) -> None:
    """Beside the other rows of bench/results.json, and between their own marks of docs/performance.md."""
    keep(rows)
    lines = [
        f"{datetime.now(UTC).date()}, {machine_and_commit()}.",
        "",
        "| row | clients | value | spread | p50 ms | p95 ms | p99 ms | app ms | db ms | driver ms | trips "
        "| limit |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for one in rows:
        times = " | ".join(f"{cell:.1f}" for cell in (one.p50_ms, one.p95_ms, one.p99_ms))
        costs = " | ".join(f"{cell:.2f}" for cell in (one.app_ms, one.db_ms, one.driver_ms))
        limit = f"{one.ratio:.2f} of {one.limit_name}" if one.limit_name else ""
        value = f"{one.value:,.0f} {one.unit}" if one.unit != "1/s" else f"{one.value:,.0f}"
        asked = f"| {one.name} | {one.clients} | {value} | {one.spread:.0%}"
        lines.append(f"{asked} | {times} | {costs} | {one.trips or ''} | {limit} |")
    between(HOT_HEAD, HOT_FOOT, "\n".join(lines))


def between(head: str, foot: str, text: str, page: Path = PAGE) -> None:
    """The page with this text between two of its marks."""
    before, _, rest = page.read_text("utf-8").partition(head)
    page.write_text(f"{before}{head}\n\n{text}\n\n{foot}{rest.partition(foot)[2]}", "utf-8")


def write(rows: list[Row]) -> None:
    """Into bench/results.json, and between the marks of docs/performance.md."""
    keep(rows)
    between(HEAD, FOOT, page(rows))


def write_pages(rows: list[PageRow]) -> None:
    """The same of the pages on the demo's data, between their own marks."""
    keep(rows)
    lines = [
        f"{datetime.now(UTC).date()}, {machine_and_commit()}.",
        "",
        "| page | clients | a second | spread | p50 ms | p95 ms | p99 ms | app ms | db ms | statements |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in rows:
        cells = (one.p50_ms, one.p95_ms, one.p99_ms, one.app_ms, one.db_ms, one.statements)
        figures = " | ".join(f"{cell:.1f}" for cell in cells)
        asked = f"| {one.name} | {one.clients} | {one.value:,.0f} | {one.spread:.0%}"
        lines.append(f"{asked} | {figures} |")
    between(PAGES_HEAD, PAGES_FOOT, "\n".join(lines))


def page(rows: list[Row]) -> str:
    """The tables: each row by size and clients, then how the slowest of a hundred grows with the city."""
    about = f"{datetime.now(UTC).date()}, {machine_and_commit()}."
    lines = [
        about,
        "",
        "| row | shops | clients | answers/s | spread | p50 ms | p95 ms | p99 ms | CPU ms | pages "
        "| of its limit |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for one in rows:
        limit = f"{one.ratio:.2f} of {one.limit_name}" if one.limit_name else ""
        cells = (one.p50_ms, one.p95_ms, one.p99_ms, one.cpu_ms)
        figures = " | ".join(f"{cell:.1f}" for cell in cells)
        asked = f"| {one.name} | {one.size:,} | {one.clients} | {one.value:,.0f} | {one.spread:.0%}"
        lines.append(f"{asked} | {figures} | {one.pages:,.0f} | {limit} |")
    lines += grown_by("p95", rows, lambda one: one.p95_ms)
    lines += grown_by("what the database reads for an answer", rows, lambda one: one.pages)
    return "\n".join(lines)


class Sized(Protocol):
    """A row of some size."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def clients(self) -> int: ...


R = TypeVar("R", bound=Sized)


def grown_by(what: str, rows: Sequence[R], of: Callable[[R], float], with_what: str = "city") -> list[str]:
    """A table of one figure at each size, beside that at the smallest."""
    sizes = sorted({one.size for one in rows})
    lines = ["", f"How {what} grows with the {with_what}, beside that of the smallest:", ""]
    lines += ["| row | clients | " + " | ".join(f"{size:,}" for size in sizes) + " |"]
    lines += ["|---|---:|" + "---:|" * len(sizes)]
    known = {(one.name, one.clients, one.size): of(one) for one in rows}
    for name, clients in dict.fromkeys((one.name, one.clients) for one in rows):
        first = known[name, clients, sizes[0]]
        grown = [f"{known[name, clients, size] / first:.2f}" if first else "" for size in sizes]
        lines.append(f"| {name} | {clients} | {' | '.join(grown)} |")
    return lines


def machine_and_commit() -> str:
    """What a figure has to be read with."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return f"commit {commit.stdout.strip()}: {_machine()}"


def _machine() -> str:
    names = (
        line.partition(": ")[2]
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    )
    model = next(names, platform.processor())
    load = os.getloadavg()[2]
    return f"{model}, {os.cpu_count()} processors, load {load:.1f} over fifteen minutes, this run included"
