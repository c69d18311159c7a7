"""Looking at the books from the command line, with what each look costs."""

import argparse
import json
import sys
import time
from collections.abc import AsyncIterator

import msgspec
import uvloop

from linli.cli.database import database
from linli.kernel.database import APP_ROLE, Database, Reader, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import audits, markets

# One question may read a ledger of many million entries.
MOST_SECONDS = 600
AUDITING = {"market": "only this market, by its name in addresses; all of them where none is named"}


class Answer(msgspec.Struct, frozen=True):
    """One finding or notice of one market, with the milliseconds that asking took."""

    market: str
    kind: str
    key: str
    check: str
    bad: int
    facts: str
    ms: int

    @property
    def line(self) -> str:
        mark = "note" if self.kind == "notice" else "BAD " if self.bad else "ok  "
        return f"{mark} {self.market}: {self.check}: {self.facts} ({self.ms} ms)"


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    for flag, meaning in flags.items():
        parser.add_argument(f"--{flag}", help=meaning)


def audit_now(settings: Settings, given: argparse.Namespace) -> int:
    """Every finding and notice of every market; exit status 1 if a finding is not fine."""
    with database(settings) as url:
        return uvloop.run(_audit(url, given))


async def _audit(url: str, given: argparse.Namespace) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1, most_seconds=MOST_SECONDS)
    began, bad, told = time.perf_counter(), 0, []
    try:
        async with Database(pool, Journey()).snapshot() as reader:
            every = await markets.all_markets(reader)
            chosen = [market for market in every if given.market in (None, market.slug)]
            if given.market and not chosen:
                print(f"linli: no market is called {given.market}", file=sys.stderr)
                return 1
            for market in chosen:
                async for answer in _answers(reader, market):
                    bad += answer.kind == "finding" and answer.bad > 0
                    told.append(answer)
                    if not given.json:
                        print(answer.line, flush=True)
    finally:
        await pool.close()
    took = int((time.perf_counter() - began) * 1000)
    if given.json:
        print(
            json.dumps(
                {"fine": not bad, "ms": took, "answers": msgspec.to_builtins(told)}, ensure_ascii=False
            )
        )
    else:
        print(f"{'all is well' if not bad else f'{bad} findings are bad'}: {len(told)} answers in {took} ms")
    return 1 if bad else 0


async def _answers(reader: Reader, market: markets.Market) -> AsyncIterator[Answer]:
    asked = [("finding", question) for question in audits.QUESTIONS]
    asked += [("notice", question) for question in audits.NOTICES]
    for kind, question in asked:
        began = time.perf_counter()
        found = await question.ask(reader, market.market_id)
        took = int((time.perf_counter() - began) * 1000)
        if kind == "finding" or not found.fine:
            yield Answer(market.slug, kind, found.key, found.check, found.bad, found.facts, took)
