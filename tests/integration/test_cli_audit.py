"""`linli audit` beside what an auditor has noted of it earlier."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from linli.cli.audit import AUDITING, add_flags, audit_now
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from linli.modules import ledger
from tests.integration.ledger_stage import MADE_ANEW
from tests.integration.trade_stage import MARKET, Town, open_town

Said = pytest.CaptureFixture[str]


def given(text: str) -> Namespace:
    parser = ArgumentParser()
    add_flags(parser, AUDITING)
    return parser.parse_args(text.split())


async def audited(town: Town, text: str) -> int:
    return await asyncio.to_thread(audit_now, Settings(database_url=town.url), given(text))


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as opened:
        await opened.bought(await opened.deal())
        await ledger.seal(opened.db, MARKET)
        yield opened


async def test_what_an_audit_wrote_is_compared_by_the_next(town: Town, tmp_path: Path, capsys: Said) -> None:
    assert await audited(town, "--json") == 0
    file = tmp_path / "noted.json"
    file.write_text(capsys.readouterr().out, "utf-8")
    (head,) = msgspec.json.decode(file.read_bytes())["heads"]
    assert (head["market"], head["height"]) == ("hangzhou", 1)
    # The chain grows: what was noted is still there.
    await town.bought(await town.deal())
    town.clock.move_on(timedelta(seconds=1))
    await ledger.seal(town.db, MARKET)
    assert await audited(town, f"--noted {file}") == 0
    assert f"{head['hash']} at height 1, as noted" in capsys.readouterr().out
    owner = await asyncpg.connect(town.url)
    await owner.execute(MADE_ANEW)
    await owner.close()
    assert await audited(town, f"--noted {file}") == 1
    said = capsys.readouterr().out
    assert "BAD  hangzhou: the chain has the block that was noted" in said
    assert "1 findings are bad" in said and "the chain ends at height 0" in said
    await ledger.seal(town.db, MARKET)
    # By itself, all is well.
    assert await audited(town, "") == 0
    assert "all is well" in capsys.readouterr().out
    typed = f"{head['market']}:{head['height']}:{head['hash']}"
    assert await audited(town, f"--head {typed}") == 1
    assert f"noted {head['hash']} at height 1, but there it is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--head hangzhou:1:00", "MARKET:HEIGHT:HASH"),
        ("--noted /nowhere/noted.json", "/nowhere/noted.json"),
        (f"--head atlantis:1:{'0' * 64}", "no market is called atlantis"),
        (f"--market hangzhou --head helsinki:1:{'0' * 64}", "only hangzhou is audited"),
        ("--market atlantis", "no market is called atlantis"),
    ],
)
async def test_a_head_that_cannot_be_compared_is_said_and_nothing_counts_as_well(
    town: Town, capsys: Said, flags: str, said: str
) -> None:
    assert await audited(town, flags) == 1
    told = capsys.readouterr()
    assert "all is well" not in told.out
    assert said in told.err
