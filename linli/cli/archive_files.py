"""A month of a market's sealed ledger as Parquet files: written, and read back as a stranger would.

A month's folder has `blocks`, `accounts`, `transfers`, `pendings` and `results` (every entry at its height
and place), `balances` (what each account holds at the end of the month, where that is not nothing) and a
manifest. From these alone every block can be hashed again.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pyarrow as arrow
from pyarrow import parquet

from linli.modules import ledger
from linli.modules.ledger import Account, Purpose, chain

MANIFEST = "manifest.json"
FORMAT = "linli-archive-1"
_ID, _TEXT, _AT = arrow.string(), arrow.string(), arrow.timestamp("us", tz="UTC")
_PLACE = {"height": arrow.int32(), "place": arrow.int32()}
_MINOR = arrow.int64()
_SIDES = {"debit_account_id": _ID, "credit_account_id": _ID, "amount_minor": _MINOR, "currency": _TEXT}
_OWNER = {"account_id": _ID, "owner": _TEXT, "purpose": _TEXT, "currency": _TEXT}
_HASHES = {"previous_hash": _TEXT, "hash": _TEXT}
_ABOUT = {"kind": _TEXT, "subject_id": _ID, "made_at": _AT}
_OWNERS = {"debit_owner": _TEXT, "debit_purpose": _TEXT, "credit_owner": _TEXT, "credit_purpose": _TEXT}
TABLES = {
    "blocks": {"height": arrow.int32(), "sealed_at": _AT, **_HASHES, "entries": arrow.int32()},
    "accounts": {**_PLACE, **_OWNER, "limited": arrow.bool_(), "opened_at": _AT},
    "transfers": {**_PLACE, "transfer_id": _ID, **_SIDES, **_ABOUT, **_OWNERS},
    "pendings": {**_PLACE, "pending_id": _ID, **_SIDES, **_ABOUT, "expires_at": _AT},
    "results": {**_PLACE, "pending_id": _ID, "outcome": _TEXT, "transfer_id": _ID, "at": _AT},
    "balances": {**_OWNER, "balance_minor": _MINOR},
}
ROWS = {
    "blocks": ledger.SealedBlock,
    "accounts": ledger.SealedAccount,
    "transfers": ledger.SealedTransfer,
    "pendings": ledger.SealedPending,
    "results": ledger.SealedResult,
}
ENTRIES = ("accounts", "transfers", "pendings", "results")


class DamagedError(Exception):
    """What an archive says of itself is not so."""


class Manifest(msgspec.Struct, frozen=True):
    """What a month's folder has. `previous_hash` is the hash of the block below the first one, `head` that of
    the last; `files` has of each file its rows and its SHA-256.
    """

    market: str
    market_id: int
    month: str
    first: int
    last: int
    previous_hash: str
    head: str
    files: dict[str, tuple[int, str]]
    format: str = FORMAT

    @property
    def entries(self) -> int:
        return sum(self.files[name][0] for name in ENTRIES)


Balances = dict[tuple[str, Purpose, str], int]


class Files:
    """The files of a month that is being written: rows come a range of blocks at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = dict.fromkeys(TABLES, 0)
        self._writers = {
            name: parquet.ParquetWriter(folder / f"{name}.parquet", arrow.schema(columns), compression="zstd")
            for name, columns in TABLES.items()
        }

    def add(self, name: str, rows: Sequence[msgspec.Struct]) -> None:
        if rows:
            columns = {column: [_plain(getattr(row, column)) for row in rows] for column in TABLES[name]}
            self._writers[name].write_table(arrow.table(columns, schema=arrow.schema(TABLES[name])))
            self.rows[name] += len(rows)

    def add_balances(self, balances: Balances) -> None:
        held = [(account, minor) for account, minor in sorted(balances.items()) if minor]
        rows = [
            dict(zip(TABLES["balances"], (str(Account(*account).account_id), *account, minor), strict=True))
            for account, minor in held
        ]
        self._writers["balances"].write_table(arrow.Table.from_pylist(rows, arrow.schema(TABLES["balances"])))
        self.rows["balances"] = len(rows)

    def close(self) -> dict[str, tuple[int, str]]:
        """Everything on the disk; rows and SHA-256 of each file."""
        for writer in self._writers.values():
            writer.close()
        return {name: (self.rows[name], _kept(self.folder / f"{name}.parquet")) for name in TABLES}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def _kept(path: Path) -> str:
    """The file's SHA-256, once all of it is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_manifest(folder: Path, manifest: Manifest) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(msgspec.to_builtins(manifest), indent=1) + "\n", "utf-8")
    _kept(path)


def read_manifest(folder: Path) -> Manifest:
    """Raises DamagedError where there is none that this version can read."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise DamagedError(f"{folder}: no manifest: {error}") from error
    if found.format != FORMAT:
        raise DamagedError(f"{folder}: format {found.format}, not {FORMAT}")
    return found


def read(folder: Path, name: str) -> Iterator[Any]:
    """A file's rows, some at a time, as the ledger's own records."""
    with parquet.ParquetFile(folder / f"{name}.parquet") as file:
        for batch in file.iter_batches(20_000):
            for row in batch.to_pylist():
                if name == "blocks":
                    row |= {column: bytes.fromhex(row[column]) for column in ("previous_hash", "hash")}
                yield msgspec.convert(row, ROWS[name])


def verify(folder: Path, manifest: Manifest, balances: Balances) -> None:
    """Read a month back: every file as its manifest says, every block with its hash and after the one before,
    every account's id as its owner says. `balances` are those before the month, and afterwards those after
    it, which must be what its file says. Raises DamagedError.
    """
    for name in TABLES:
        path = folder / f"{name}.parquet"
        if not path.is_file() or _kept(path) != manifest.files[name][1]:
            raise DamagedError(f"{path}: not the file that the manifest names")
    _blocks(folder, manifest)
    for row in read(folder, "transfers"):
        _move(folder, row, balances)
    for account in [account for account, minor in balances.items() if not minor]:
        del balances[account]
    table = parquet.read_table(folder / "balances.parquet").to_pylist()
    told = {(row["owner"], Purpose(row["purpose"]), row["currency"]): row["balance_minor"] for row in table}
    if told != balances:
        raise DamagedError(f"{folder}: balances are not those before with the month's transfers")


def _blocks(folder: Path, manifest: Manifest) -> None:
    entries = merge(*(_lines(folder, name) for name in ENTRIES))
    of_block = groupby(entries, key=lambda one: one[0])
    counted = dict.fromkeys(ENTRIES, 0)
    height, previous = manifest.first - 1, bytes.fromhex(manifest.previous_hash)
    for block in read(folder, "blocks"):
        found, rows = next(of_block, (0, iter(())))
        places, names, lines = zip(*((row[1], row[3], row[2]) for row in rows), strict=True)
        for name in names:
            counted[name] += 1
        whole = found == block.height == height + 1 and places == tuple(range(1, block.entries + 1))
        hashed = chain.block_hash(manifest.market_id, block.height, previous, block.sealed_at, lines)
        if not whole or block.previous_hash != previous or block.hash != hashed:
            raise DamagedError(f"{folder}: block {height + 1} is not what was sealed")
        height, previous = block.height, block.hash
    if (height, previous.hex()) != (manifest.last, manifest.head) or next(of_block, None):
        raise DamagedError(f"{folder}: the chain does not end where the manifest says")
    if any(counted[name] != manifest.files[name][0] for name in ENTRIES):
        raise DamagedError(f"{folder}: other numbers of entries than the manifest says")


def _lines(folder: Path, name: str) -> Iterator[tuple[int, int, str, str]]:
    return ((row.height, row.place, row.line, name) for row in read(folder, name))


def _move(folder: Path, row: ledger.SealedTransfer, balances: Balances) -> None:
    sides = ((row.debit_owner, row.debit_purpose, row.debit_account_id, -row.amount_minor),
             (row.credit_owner, row.credit_purpose, row.credit_account_id, row.amount_minor))  # fmt: skip
    for owner, purpose, account_id, change in sides:
        account = (owner, purpose, row.currency)
        if Account(*account).account_id != account_id:
            raise DamagedError(f"{folder}: transfer {row.transfer_id} names another owner than its account's")
        balances[account] = balances.get(account, 0) + change


def carried(rows: Iterable[ledger.SealedTransfer], balances: Balances) -> None:
    """Add a month's transfers to what was held before."""
    for row in rows:
        _move(Path(), row, balances)
