"""`make relevance`: asks every judged query of the real search and prints how well it answers. With
`--write` the figures and every query that went wrong go into docs/relevance.md.
"""

import asyncio
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from linli.kernel.database import SYSTEM, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.migration import migrate
from linli.kernel.signing import Signer
from tests.relevance.asking import OPENED_BEFORE, ask, open_up
from tests.relevance.judged import MARKETS_JUDGED, judged
from tests.relevance.measures import Answer, Measured, by_kind, mean
from tests.scratch import scratch

PAGE = Path(__file__).parents[2] / "docs/relevance.md"
HEAD, FOOT = "<!-- measured: `make relevance` -->", "<!-- end of measured -->"
WORST = 0.9
HALVES = (("tuned with (even)", True), ("held out (odd)", False))


async def answers() -> list[Answer]:
    """Both markets opened in a cluster of their own, and asked."""
    from linli.journey import wire

    folder = scratch("relevance")
    server = EmbeddedPostgres(folder, durable=False)
    await asyncio.to_thread(server.start)
    try:
        await migrate(server.url())
        pool = await open_pool(server.url(), size=1)
        journey = wire(Journey())
        found: list[Answer] = []
        for slug in MARKETS_JUDGED:
            market = judged(slug)
            async with pool.acquire() as connection, connection.transaction():
                opening = Work(connection, market.moment - OPENED_BEFORE, SYSTEM, journey)
                await open_up(opening, market.market, Signer("the secret of a report", "phones"))
                found += await ask(Work(connection, market.moment, SYSTEM, journey), market)
        await pool.close()
    finally:
        await asyncio.to_thread(server.stop)
        shutil.rmtree(folder, ignore_errors=True)
    return found


def table(every: list[Answer]) -> list[str]:
    """The figures as a table: each market and half, and each class of query."""
    lines = ["| market | queries | how many | NDCG@10 | success@1 |", "|---|---|---|---|---|"]
    for slug in MARKETS_JUDGED:
        own = [answer for answer in every if answer.market == slug]
        lines.append(_line(slug, "all", mean(own)))
        for name, tuned in HALVES:
            lines.append(_line(slug, name, mean(answer for answer in own if answer.tuned == tuned)))
        lines += [_line(slug, kind, measured) for kind, measured in by_kind(own).items()]
    return lines


def _line(slug: str, name: str, measured: Measured) -> str:
    return f"| {slug} | {name} | {measured.queries} | {measured.ndcg:.3f} | {measured.success:.3f} |"


def failures(every: Iterable[Answer]) -> list[str]:
    """The queries whose first answer is not the best, or whose first ten are far from it, worst first."""
    wrong = [answer for answer in every if not answer.success or answer.ndcg < WORST]
    return [
        "| market | no. | class | query | what is meant | NDCG@10 | first answer (its grade) |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {a.market} | {a.number} | {a.kind} | {a.text} | {a.means} | {a.ndcg:.2f} | {a.first} |"
            for a in sorted(wrong, key=lambda answer: (answer.ndcg, answer.market, answer.number))
        ),
    ]


def main() -> None:
    every = asyncio.run(answers())
    wrong = failures(every)
    lines = [
        *table(every),
        "",
        f"Of {len(every)} queries, {len(wrong) - 2} have a worse first answer or are below {WORST}:",
        "",
    ]
    text = "\n".join([*lines, *wrong])
    sys.stdout.write(text + "\n")
    if "--write" in sys.argv:
        page = PAGE.read_text("utf-8")
        before, after = page.partition(HEAD)[0], page.partition(FOOT)[2]
        PAGE.write_text(f"{before}{HEAD}\n{text}\n{FOOT}{after}", "utf-8")


if __name__ == "__main__":
    main()
