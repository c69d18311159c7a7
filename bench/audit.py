"""`make audit-bench`: what `linli audit` costs on a million ledger entries, question by question.

The market is filled as `make bench-growth` fills it, with so many orders as ORDERS says (190,000: a little
more than a million entries), and audited three times. `--write` writes the figures into docs/money/audit.md.
"""

import asyncio
import os
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.audited import audit
from bench.behind import ENTRIES
from bench.growth import market
from bench.report import between, machine_and_commit
from linli.kernel.database import open_pool

ORDERS = int(os.environ.get("ORDERS", "190000"))
ROUNDS = 3
PAGE = Path(__file__).parents[1] / "docs/money/audit.md"
HEAD, FOOT = "<!-- measured: `make audit-bench` -->", "<!-- end of measured -->"


async def entries_of(url: str) -> int:
    """How many accounts and transfers the ledger has."""
    async with await open_pool(url, size=1) as pool:
        return int(await pool.fetchval(ENTRIES))


def page(entries: int, rounds: list[dict[str, Any]], where: str) -> str:
    """The figures of the middle round."""
    wanted = statistics.median_low([one["ms"] for one in rounds])
    middle = next(one for one in rounds if one["ms"] == wanted)
    findings = [one for one in middle["answers"] if one["kind"] == "finding"]
    return "\n".join(
        [
            f"{datetime.now(UTC).date()}, {where}.",
            f"{entries:,} sealed entries of {ORDERS:,} orders. One audit: **{wanted / 1000:.1f} s**,",
            f"the middle of {len(rounds)}.",
            "",
            "| question | ms |",
            "|---|---|",
            *(f"| {one['check']} | {one['ms']:,} |" for one in sorted(findings, key=lambda one: -one["ms"])),
        ]
    )


def main() -> None:
    with market(ORDERS) as server:
        entries = asyncio.run(entries_of(server.url()))
        rounds = [audit(server.url()) for _ in range(ROUNDS)]
    said = page(entries, rounds, machine_and_commit())
    print(said)
    if "--write" in sys.argv:
        between(HEAD, FOOT, said, PAGE)


if __name__ == "__main__":
    main()
