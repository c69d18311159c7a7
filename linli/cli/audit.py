"""Looking at the books from the command line, with what each look costs."""

import argparse
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence

import msgspec
import uvloop

from linli.cli.database import database
from linli.cli.heads import Head, Noted, noted
from linli.kernel.database import APP_ROLE, Database, Reader, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import audits, markets

# One question may read a ledger of many million entries.
MOST_SECONDS = 600
AUDITING = {"market": "only this market, by its name in addresses; all of them where none is named"}
NOTED = {
    "head": (
        "MARKET:HEIGHT:HASH",
        "a block that was noted and must still be there; may be given several times",
    ),
    "noted": ("FILE", "what an earlier `linli audit --json` has written: its heads must still be there"),
}


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
    for flag, (shape, meaning) in NOTED.items():
        parser.add_argument(f"--{flag}", action="append", metavar=shape, help=meaning)


def audit_now(settings: Settings, given: argparse.Namespace) -> int:
    """Every finding and notice of every market; exit status 1 if a finding is not fine."""
    try:
        heads = noted(given)
        with database(settings) as url:
            return uvloop.run(_audit(url, given, heads))
    except ValueError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1


async def _audit(url: str, given: argparse.Namespace, heads: Noted) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1, most_seconds=MOST_SECONDS)
    began, told, now = time.perf_counter(), [], []
    try:
        async with Database(pool, Journey()).snapshot() as reader:
            for market in _chosen(await markets.all_markets(reader), given, heads):
                now.append(Head(market.slug, *_in_hex(await audits.head(reader, market.market_id))))
                async for answer in _answers(reader, market, heads.get(market.slug, ())):
                    told.append(answer)
                    if not given.json:
                        print(answer.line, flush=True)
    finally:
        await pool.close()
    bad = sum(answer.kind == "finding" and answer.bad > 0 for answer in told)
    took = int((time.perf_counter() - began) * 1000)
    if given.json:
        whole = {"fine": not bad, "ms": took, "heads": now, "answers": told}
        print(json.dumps(msgspec.to_builtins(whole), ensure_ascii=False))
    else:
        print(f"{'all is well' if not bad else f'{bad} findings are bad'}: {len(told)} answers in {took} ms")
    return 1 if bad else 0


def _chosen(every: Sequence[markets.Market], given: argparse.Namespace, heads: Noted) -> list[markets.Market]:
    """The markets to audit. Raises ValueError for one that is named and not there: also a noted one, for then
    all of it is gone. With `--market`, what a file notes of others is passed over.
    """
    known = {market.slug for market in every}
    named = {*heads, *([given.market] if given.market else ())}
    if strange := sorted(named - known):
        raise ValueError(f"no market is called {', '.join(strange)}")
    return [market for market in every if given.market in (None, market.slug)]


def _in_hex(head: tuple[int, bytes]) -> tuple[int, str]:
    return head[0], head[1].hex()


async def _answers(reader: Reader, market: markets.Market, heads: Sequence[Head]) -> AsyncIterator[Answer]:
    asked = [("finding", audits.noted_head(one.height, one.bytes)) for one in heads]
    asked += [("finding", question) for question in audits.QUESTIONS]
    asked += [("notice", question) for question in audits.NOTICES]
    for kind, question in asked:
        began = time.perf_counter()
        found = await question.ask(reader, market.market_id)
        took = int((time.perf_counter() - began) * 1000)
        if kind == "finding" or not found.fine:
            yield Answer(market.slug, kind, found.key, found.check, found.bad, found.facts, took)
