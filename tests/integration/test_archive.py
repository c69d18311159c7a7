"""The archive: what leaves the database as files says the same there, and says when it was touched."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from linli.cli import archive, archive_files
from linli.cli.archive_files import DamagedError
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import ledger, markets
from linli.modules.ledger import Purpose
from tests.architecture.places import REPOSITORY
from tests.integration.ledger_stage import MARKET, account, balance, move, pend, post, transfer, void
from tests.integration.own_database import Clock, own_database

PAGE = REPOSITORY / "docs/operate/archive.md"
# In a process of its own: DuckDB tells on standard error what it has not given back when a long one ends.
ASKING = """
import duckdb, json, sys
with duckdb.connect() as asked:
    print(json.dumps([asked.sql(one).fetchall() for one in json.load(sys.stdin)], default=str))
"""
HERE = markets.Market(
    market_id=MARKET, slug="bay", name="Bay", name_en="Bay", name_zh="Bay", currency="CNY",
    timezone="Asia/Shanghai", country="CN", language="zh", commission_bp=550, lat=30.0, lon=120.0,
)  # fmt: skip
PURSE, OTHER, BANK = account(Purpose.PAYABLE), account(Purpose.DEPOSIT), account(Purpose.BANK)


@pytest_asyncio.fixture
async def own(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Clock]]:
    async with own_database(postgres) as pair:
        yield pair


async def two_months(db: Database, moved: Clock) -> None:
    """Entries of every kind in August, more in September in two blocks, and some in October, not over yet."""
    moved.at = datetime(2026, 8, 30, 12, tzinfo=UTC)
    await transfer(db, move(BANK, PURSE, 1000))
    kept, given_up = await pend(
        db, move(PURSE, OTHER, 10), move(PURSE, OTHER, 20), expires_at=moved.at + timedelta(1)
    )
    await post(db, kept)
    await void(db, given_up)
    await ledger.seal(db, MARKET)
    for at in (datetime(2026, 9, 2, tzinfo=UTC), datetime(2026, 9, 30, 15, 59, tzinfo=UTC)):
        moved.at = at
        await transfer(db, move(PURSE, OTHER, 5), move(BANK, OTHER, 7))
        await ledger.seal(db, MARKET)
    moved.at = datetime(2026, 9, 30, 16, tzinfo=UTC)  # October has begun in Shanghai
    await transfer(db, move(PURSE, BANK, 100))
    await ledger.seal(db, MARKET)


async def archived(db: Database, folder: Path) -> None:
    async with db.snapshot() as reader:
        await archive.archive_market(reader, HERE, folder / "bay", plan=False)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()
    }


async def test_closed_months_are_archived_once_and_read_as_the_ledger_is(
    own: tuple[Database, Clock], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, moved = own
    await two_months(db, moved)
    async with db.snapshot() as reader:
        await archive.archive_market(reader, HERE, tmp_path / "bay", plan=True)
    assert not (tmp_path / "bay").exists()
    assert "plan bay 2026-09: blocks 2 to 3" in capsys.readouterr().out

    # A run that was killed before its last step leaves no month, and the next one begins it again.
    (tmp_path / "bay/.2026-08").mkdir(parents=True)
    (tmp_path / "bay/.2026-08/transfers.parquet").write_bytes(b"half")
    await archived(db, tmp_path)
    assert {path.name for path in (tmp_path / "bay").iterdir()} == {"2026-08", "2026-09"}
    before = files_of(tmp_path)
    await archived(db, tmp_path)
    assert files_of(tmp_path) == before

    async with db.snapshot() as reader:
        assert (await ledger.verify_chain(reader, MARKET)).whole
    last, held = archive.verified(tmp_path / "bay")
    assert last
    assert (last.first, last.last, last.entries) == (2, 3, 4)
    assert held == {
        (one.owner, one.purpose, "CNY"): minor for one, minor in ((PURSE, 980), (OTHER, 34), (BANK, -1014))
    }
    # What October has moved since stands beside it.
    assert [await balance(db, one) for one in (PURSE, OTHER, BANK)] == [880, 34, -914]
    # Nothing of October is there before it is over; then it is, and follows.
    moved.at += timedelta(days=31)
    await archived(db, tmp_path)
    last, held = archive.verified(tmp_path / "bay")
    assert last
    assert (last.month, held[PURSE.owner, PURSE.purpose, "CNY"]) == ("2026-10", 880)


async def test_what_was_touched_is_refused(own: tuple[Database, Clock], tmp_path: Path) -> None:
    db, moved = own
    await two_months(db, moved)
    await archived(db, tmp_path)
    month = tmp_path / "bay/2026-08"
    whole = (month / "transfers.parquet").read_bytes()
    changed = bytearray(whole)
    changed[100] ^= 1
    (month / "transfers.parquet").write_bytes(changed)
    with pytest.raises(DamagedError, match="not the file that the manifest names"):
        archive.verified(tmp_path / "bay")

    # Even with a manifest made anew: an amount that was changed is in no block.
    rows = list(archive_files.read(_restored(month, whole), "transfers"))
    held: archive_files.Balances = {}
    archive_files.carried(rows, held)
    forged = [ledger.SealedTransfer(**{**_fields(row), "amount_minor": row.amount_minor + 1}) for row in rows]
    _rewritten(month, forged, held)
    with pytest.raises(DamagedError, match="block 1 is not what was sealed"):
        archive.verified(tmp_path / "bay")

    # Nor is an owner's name that is not its account's.
    renamed = [ledger.SealedTransfer(**{**_fields(row), "credit_owner": "somebody"}) for row in rows]
    _rewritten(month, renamed, held)
    with pytest.raises(DamagedError, match="names another owner"):
        archive.verified(tmp_path / "bay")

    _rewritten(month, rows, held)
    archive.verified(tmp_path / "bay")
    month.rename(tmp_path / "2026-08")
    with pytest.raises(DamagedError, match="does not follow the month before"):
        archive.verified(tmp_path / "bay")


def _fields(row: ledger.SealedTransfer) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _restored(month: Path, whole: bytes) -> Path:
    (month / "transfers.parquet").write_bytes(whole)
    return month


def _rewritten(month: Path, transfers: list[ledger.SealedTransfer], held: archive_files.Balances) -> None:
    """As somebody would who can write files and knows their format."""
    manifest = archive_files.read_manifest(month)
    before = {name: list(archive_files.read(month, name)) for name in archive_files.ROWS}
    files = archive_files.Files(month)
    for name, rows in {**before, "transfers": transfers}.items():
        files.add(name, rows)
    files.add_balances(held)
    archive_files.keep_manifest(month, msgspec.structs.replace(manifest, files=files.close()))


async def test_the_questions_of_the_handbook_are_answered_by_duckdb(
    own: tuple[Database, Clock], tmp_path: Path
) -> None:
    db, moved = own
    await two_months(db, moved)
    await archived(db, tmp_path)
    questions = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    asked = [one.replace("/archive/hangzhou", str(tmp_path / "bay")) for one in questions]
    answered = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", ASKING],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(answered.stdout)
    held, months, books, whole = answers
    assert {row[0]: row[-1] for row in held} == {OTHER.owner: 34, PURSE.owner: 980, BANK.owner: -1014}
    assert [row[-2:] for row in months] == [[2, 1010], [4, 24]]
    assert all(row[1] == row[2] for row in books)
    assert whole == [[0]]
