"""`linli archive`: closed months of the sealed ledger as files that anybody can read and check.

It only reads the database. What is written is read back and hashed again before it gets its name, so a
month's folder is there and whole, or it is not there.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import uvloop

from linli.cli.database import database
from linli.kernel.database import APP_ROLE, Database, Reader, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import ledger, markets

if TYPE_CHECKING:
    from linli.cli.archive_files import Balances, Manifest

ARCHIVING = {
    "market": "only this market, by its name in addresses; all of them where none is named",
    "to": "the folder of the archive; each market has its own in it, and each month its own in that",
    "verify": "read the archive in this folder back and hash every block again; needs no database",
}
MISSING = "linli: this needs pyarrow: pip install 'linli[archive]'"
MOST_SECONDS = 600
BLOCKS_AT_ONCE = 50


class Month(NamedTuple):
    """A month that is over by the market's clock, and its blocks: above one height up to another."""

    name: str
    after: int
    upto: int


def add_flags(parser: argparse.ArgumentParser, flags: dict[str, str]) -> None:
    for flag, meaning in flags.items():
        parser.add_argument(f"--{flag}", help=meaning)
    parser.add_argument(
        "--plan", action="store_true", help="say which months would be written; write nothing"
    )


def archive_now(settings: Settings, given: argparse.Namespace) -> int:
    """Write what is missing, or with `--verify` read what is there; exit status 1 where that is not whole."""
    if not (given.verify or given.to):
        print("linli: say where: --to FOLDER, or --verify FOLDER", file=sys.stderr)
        return 1
    try:
        from linli.cli import archive_files
    except ImportError:
        print(MISSING, file=sys.stderr)
        return 1
    try:
        if given.verify:
            return _verify(Path(given.verify), given.market)
        with database(settings) as url:
            return uvloop.run(_archive(url, Path(given.to), given))
    except (ValueError, archive_files.DamagedError) as error:
        print(f"linli: {error}", file=sys.stderr)
        return 1


def _verify(folder: Path, only: str | None) -> int:
    """Every month of every market, each following the one before."""
    there = sorted(path for path in folder.glob("*/") if only in (None, path.name))
    if not there:
        raise ValueError(f"{folder}: no archive of {only or 'any market'}")
    for place in there:
        last, _ = verified(place)
        # As `linli audit --head` takes it.
        print(f"head {place.name}:{last.last}:{last.head}" if last else f"{place}: no month")
    return 0


def verified(place: Path) -> "tuple[Manifest | None, Balances]":
    """A market's last month and its balances, once every month was read back. Raises DamagedError."""
    from linli.cli.archive_files import DamagedError, read_manifest, verify

    last: Manifest | None = None
    balances: Balances = {}
    for folder in sorted(path for path in place.glob("*/") if not path.name.startswith(".")):
        found = read_manifest(folder)
        follows = (last.last + 1, last.head) if last else (1, ledger.chain.BEFORE_THE_FIRST.hex())
        if (found.first, found.previous_hash) != follows or (last and last.market_id != found.market_id):
            raise DamagedError(f"{folder}: does not follow the month before; is one missing?")
        verify(folder, found, balances)
        blocks = f"blocks {found.first} to {found.last}"
        print(f"ok   {place.name} {found.month}: {found.entries} entries in {blocks}")
        last = found
    return last, balances


async def _archive(url: str, folder: Path, given: argparse.Namespace) -> int:
    pool = await open_pool(url, role=APP_ROLE, size=1, most_seconds=MOST_SECONDS)
    try:
        async with Database(pool, Journey()).snapshot() as reader:
            every = await markets.all_markets(reader)
            if given.market and given.market not in {one.slug for one in every}:
                raise ValueError(f"no market is called {given.market}")
            for market in every:
                if given.market in (None, market.slug):
                    await archive_market(reader, market, folder / market.slug, plan=given.plan)
    finally:
        await pool.close()
    return 0


async def archive_market(reader: Reader, market: markets.Market, place: Path, *, plan: bool) -> None:
    """The months that are over and not there yet, in their order."""
    from linli.cli.archive_files import DamagedError

    last, balances = verified(place)
    height, head = (last.last, last.head) if last else (0, ledger.chain.BEFORE_THE_FIRST.hex())
    there = await ledger.block_hash(reader, market.market_id, height)
    if there is None or there.hex() != head:
        raise DamagedError(f"{place}: the archive's last block is not the database's block {height}")
    for month in await _months(reader, market, height, last.month if last else ""):
        said = f"{market.slug} {month.name}: blocks {month.after + 1} to {month.upto}"
        print(f"plan {said}" if plan else f"     {said} …", flush=True)
        if not plan:
            await _write(reader, market, month, place, balances)


async def _months(reader: Reader, market: markets.Market, height: int, last: str) -> list[Month]:
    """The months after the last that are over, each with its sealed blocks above this height. What a slow
    clock has sealed in a month that was written already goes with the next.
    """
    first = await ledger.sealed_blocks(reader, market.market_id, height, height + 1)
    if not first:
        return []
    zone, found = ZoneInfo(market.timezone), []
    for name, end in _ends(first[0].sealed_at.astimezone(zone), reader.now.astimezone(zone)):
        upto = await ledger.last_height_before(reader, market.market_id, end)
        if upto > height and name > last:
            found.append(Month(name, height, upto))
            height = upto
    return found


def _ends(first: datetime, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Each month from that of `first` on that is over now, and the moment at which it was."""
    begins = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while True:
        year, month = divmod(begins.year * 12 + begins.month, 12)
        ends = begins.replace(year=year, month=month + 1)
        if ends > now:
            return
        yield f"{begins:%Y-%m}", ends
        begins = ends


async def _write(
    reader: Reader, market: markets.Market, month: Month, place: Path, balances: "Balances"
) -> None:
    """Beside its place, read back there, and given its name only then."""
    from linli.cli.archive_files import (
        DamagedError,
        Files,
        Manifest,
        carried,
        keep_manifest,
        read_manifest,
        verify,
    )

    about = market.market_id
    before = await ledger.block_hash(reader, about, month.after)
    part, folder = place / f".{month.name}", place / month.name
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    files, held, head = Files(part), dict(balances), b""
    for after in range(month.after, month.upto, BLOCKS_AT_ONCE):
        span = (reader, about, after, min(after + BLOCKS_AT_ONCE, month.upto))
        blocks = await ledger.sealed_blocks(*span)
        head = blocks[-1].hash
        files.add("blocks", blocks)
        files.add("accounts", await ledger.sealed_accounts(*span))
        files.add("transfers", moved := await ledger.sealed_transfers(*span))
        carried(moved, held)
        files.add("pendings", await ledger.sealed_pendings(*span))
        files.add("results", await ledger.sealed_results(*span))
    files.add_balances(held)
    sealed = (month.after + 1, month.upto, (before or b"").hex(), head.hex())
    keep_manifest(part, Manifest(market.slug, about, month.name, *sealed, files.close()))
    verify(part, found := read_manifest(part), balances)
    if balances != {account: minor for account, minor in held.items() if minor}:
        raise DamagedError(f"{part}: other balances than were written")
    part.rename(folder)
    _on_disk(place)
    print(f"ok   {market.slug} {month.name}: {found.entries} entries, head {found.head}", flush=True)


def _on_disk(folder: Path) -> None:
    """A name is kept only once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
