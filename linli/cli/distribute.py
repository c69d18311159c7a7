"""`linli db distribute`: one database becomes a cluster, table by table."""

import argparse
import sys
from collections import Counter

import uvloop

from linli.cli.database import database
from linli.kernel import spreading
from linli.kernel.settings import Settings
from linli.kernel.spreading import NotSpreadableError, Step, Way
from linli.kernel.tables import TABLES, Kind

DOING = ("distribute",)
MEANINGS = {
    Kind.REFERENCE: "on every node",
    Kind.PERSON: "by person",
    Kind.LOOKUP: "by their own key",
    Kind.MARKET: "by market",
    Kind.KERNEL: "with the coordinator",
}


def add_flags(parser: argparse.ArgumentParser, flags: tuple[str, ...]) -> None:
    parser.add_argument(
        "what", choices=flags, help="spread a migrated database over the workers of its Citus"
    )
    parser.add_argument(
        "--plan", action="store_true", help="say what would become of each table, and change nothing"
    )


def db_now(settings: Settings, given: argparse.Namespace) -> int:
    """Spread, or with `--plan` say how; exit status 1 where the database is none that can be spread."""
    try:
        with database(settings) as url:
            return uvloop.run(_plan(url) if given.plan else _spread(url))
    except NotSpreadableError as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1


async def _plan(url: str) -> int:
    """What would become of each table, in any migrated database; with Citus also what is done already."""
    found = await spreading.read(url)
    steps = spreading.plan(found.keys, found.references)
    for step in steps:
        print(_line(step) + (" (done)" if step.table in found.spread else ""))
    print(f"{_counted(steps)}; Citus {found.citus or 'is not installed in this database'}")
    return 0


async def _spread(url: str) -> int:
    done = await spreading.spread(url, lambda step: print(_line(step), flush=True))
    print(f"{done} tables spread" if done else "nothing to spread")
    return 0


def _line(step: Step) -> str:
    if step.way is Way.EVERYWHERE:
        return f"{step.table}: whole on every node"
    if step.way is Way.HERE:
        return f"{step.table}: stays with the coordinator"
    return f"{step.table}: split by {step.by}" + (f", beside {step.beside}" if step.beside else "")


def _counted(steps: list[Step]) -> str:
    kinds = Counter(TABLES[step.table] for step in steps)
    said = ", ".join(f"{kinds[kind]} {meaning}" for kind, meaning in MEANINGS.items())
    return f"{len(steps)} tables: {said}"
