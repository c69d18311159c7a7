"""Taking places over from OpenStreetMap and from files, and saying what became of each."""

import argparse
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from uuid import UUID

import uvloop

from linli.cli.database import database
from linli.cli.progress import Progress
from linli.journey import wire
from linli.kernel.database import APP_ROLE, Database, Work, open_pool
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.kernel.settings import Settings
from linli.modules import listings, markets, merchants

BATCH = 500
MOST_SHOWN = 20
# A file that lacks more than this part of what its source had is more likely cut off than right.
MOST_GONE = 0.5
FEW = 20
IMPORTING = {
    "market": ("the market's name in its addresses, such as helsinki", True),
    "source": ("the name under which the file is known from run to run; osm for OpenStreetMap", False),
    "mapping": ("for CSV: the file that says what each column is", False),
}
SWITCHES = {
    "whole": "the file has all that the source has: close places that it lacks and that nobody runs",
    "close-many": "with --whole: also where more than half of what the source had is missing",
    "dry-run": "say what would happen, and change nothing",
}


class TakenBackError(Exception):
    """Ends a dry run: whatever it wrote is rolled back."""


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, tuple[str, bool]]) -> None:
    parser.add_argument("file", type=Path, help="an .osm.pbf extract, a .geojson or a .csv file")
    for flag, (meaning, needed) in flags.items():
        parser.add_argument(f"--{flag}", required=needed, default="", help=meaning)
    for switch, meaning in SWITCHES.items():
        parser.add_argument(f"--{switch}", action="store_true", help=meaning)


def import_now(settings: Settings, given: argparse.Namespace) -> int:
    """Take a file over; exit status 1 where it cannot be read or the market is not there."""
    began = time.monotonic()
    try:
        things = _things(given.file, given.mapping)
        source = given.source or ("osm" if given.file.name.endswith(".pbf") else "")
        if not source:
            raise ValueError("name the source with --source, the same in every run")
        with database(settings) as url:
            uvloop.run(_run(url, given, source, things))
    except Refusal as refusal:
        facts = ", ".join(f"{name}: {value}" for name, value in refusal.params.items())
        return _failed(f"refused: {refusal.code}{f' ({facts})' if facts else ''}")
    except ImportError:
        return _failed("reading an .osm.pbf needs the extra osm: pip install 'linli[osm]'")
    except (ValueError, OSError) as error:
        return _failed(f"{error}; what was taken over before it is kept, and the next run goes on")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.monotonic() - began:.1f} s, {peak} MB at most")
    return 0


def _failed(why: str) -> int:
    print(f"linli: {why}", file=sys.stderr)
    return 1


def _things(path: Path, mapping: str) -> Iterator[listings.Thing]:
    """What the file holds. Raises ValueError for a file of another kind, or a mapping that is none."""
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    if path.name.endswith(".pbf"):
        return listings.things_of_extract(path)
    if path.suffix in (".geojson", ".json", ".geojsonl", ".geojsonseq"):
        return listings.things_of_features(path)
    if path.suffix in (".csv", ".tsv", ".txt"):
        if not mapping:
            raise ValueError("a table needs --mapping, a file that says what each column is")
        return listings.things_of_table(path, listings.mapping_of(Path(mapping)))
    raise ValueError(f"{path.name} is no .osm.pbf, .geojson or .csv file")


async def _run(url: str, given: argparse.Namespace, source: str, things: Iterator[listings.Thing]) -> None:
    pool = await open_pool(url, role=APP_ROLE, size=2, most_seconds=300)
    try:
        db = Database(pool, wire(Journey()))
        async with db.read() as reader:
            market = await markets.market_by_slug(reader, given.market)
        try:
            async with _works(db, dry=given.dry_run) as works:
                await _import(works, market, given, source, things)
        except TakenBackError:
            print("This was a dry run: nothing was changed.")
    finally:
        await pool.close()


class _Works:
    """A transaction for each batch; in a dry run one for all, which is taken back."""

    def __init__(self, db: Database, held: Work | None) -> None:
        self._db, self._held = db, held

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Work]:
        if self._held is not None:
            yield self._held
            return
        async with self._db.work() as work:
            yield work


@asynccontextmanager
async def _works(db: Database, *, dry: bool) -> AsyncIterator[_Works]:
    if not dry:
        yield _Works(db, None)
        return
    async with db.work() as held:
        yield _Works(db, held)
        raise TakenBackError


async def _import(
    works: _Works,
    market: markets.Market,
    given: argparse.Namespace,
    source: str,
    things: Iterator[listings.Thing],
) -> None:
    progress = Progress()
    size, counts = given.file.stat().st_size, listings.Counts()
    async with works() as work:
        run_id = await listings.start_run(work, market.market_id, source, given.file.name, whole=given.whole)
    while batch := list(islice(things, BATCH)):
        async with works() as work:
            counts = await listings.take_batch(work, market, source, run_id, batch, counts)
        progress(f"{given.file.name} ({size // 1024} kB): things", counts.read, counts.read + 1)
    progress(f"{given.file.name} ({size // 1024} kB): things", counts.read, counts.read)
    if given.whole:
        await _close(works, market.market_id, source, run_id, counts, given)
    async with works() as work:
        await listings.finish_run(work, market.market_id, source, run_id, counts)
    _report(counts)


async def _close(
    works: _Works,
    market_id: int,
    source: str,
    run_id: UUID,
    counts: listings.Counts,
    given: argparse.Namespace,
) -> None:
    """Places that the whole file lacks; in a dry run they are named first."""
    async with works() as work:
        there = await listings.missing_count(work, market_id, source, run_id)
        gone = await listings.missing(work, market_id, source, run_id, MOST_SHOWN)
        alone = [one.store_id for one in gone if one.alone and one.store_id]
        stores = await merchants.stores(work, market_id, alone)
    if there.missing > max(FEW, MOST_GONE * (there.missing + there.seen)) and not given.close_many:
        print(f"{there.missing} of {there.missing + there.seen} things are missing: the file may be cut off,")
        print("so nothing was closed. If it is right, run it again with --close-many.")
        return
    if there.missing:
        print(f"  missing in this file: {there.missing}; places that close unless somebody runs them:")
    for store in stores.values():
        print(
            f"    {store.name} · {store.address or store.slug}{' (stays: it has a merchant)' * store.claimed}"
        )
    if there.missing > MOST_SHOWN:
        print(f"    … and the rest of {there.missing}")
    while True:
        async with works() as work:
            seen, closed = await listings.close_missing(work, market_id, source, run_id)
        counts.closed += closed
        if not seen:
            return


def _report(counts: listings.Counts) -> None:
    print(f"{counts.read} things read")
    rows = ("new", "merged", "updated", "unchanged", "reviews", "kept", "closed", "reopened")
    said = {
        "new": "new places",
        "merged": "go with a place that was there",
        "updated": "the source says something else now",
        "unchanged": "as before",
        "reviews": "may be there already: waiting for a person",
        "kept": "of these, the shop's own words stay",
        "closed": "closed: gone from the source",
        "reopened": "on the map again",
    }
    for name in rows:
        print(f"  {getattr(counts, name):8}  {name:10} {said[name]}")
    for reason, number in sorted(counts.refused.items(), key=lambda one: -one[1]):
        print(f"  {number:8}  refused    {reason}: {REASONS[reason]}")
    for field, number in sorted(counts.left_out.items(), key=lambda one: -one[1]):
        print(f"  {number:8}  left out   {field} that cannot be read")


REASONS = {
    "no_trade": "no place that serves visitors",
    "no_name": "without a name",
    "no_position": "without a position",
    "far": "more than 100 km from the market",
    "long_name": "a name of more than 80 characters",
    "no_key": "without a key of its own in the source",
    "twice": "its key stands in the file twice",
}
