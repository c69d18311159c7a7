"""`linli reconcile`: one day of a real provider's bill, from the command line."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from linli.cli.reconcile import RECONCILING, add_flags, reconcile_now
from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from tests.integration.sandbox_pay.world import SECRET, Provider
from tests.integration.trade_stage import Town, open_town

Said = pytest.CaptureFixture[str]
YESTERDAY = (clock.now() - timedelta(days=1)).date()


def given(text: str) -> Namespace:
    parser = ArgumentParser()
    add_flags(parser, RECONCILING)
    return parser.parse_args(text.split())


class Desk:
    """A town, its provider's real program, and the command."""

    def __init__(self, town: Town, provider: Provider) -> None:
        self.town = town
        self.provider = provider

    async def say(self, day: object, provider: str = "sandbox", market: str = "hangzhou") -> int:
        settings = Settings(
            database_url=self.town.url, sandbox_pay_port=self.provider.port, sandbox_pay_secret=SECRET
        )
        words = given(f"--market {market} --provider {provider} --day {day}")
        return await asyncio.to_thread(reconcile_now, settings, words)


@pytest_asyncio.fixture(scope="module")
async def provider(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Provider]:
    """Nobody pays at it, so whoever asks it next finds it as it was."""
    provider = Provider(tmp_path_factory.mktemp("reconcile") / "book.db")
    await provider.start()
    yield provider
    await provider.kill()


@pytest_asyncio.fixture
async def desk(postgres: EmbeddedPostgres, provider: Provider) -> AsyncIterator[Desk]:
    async with open_town(postgres) as town:
        yield Desk(town, provider)


async def test_a_day_with_nothing_open_is_told_in_one_line(desk: Desk, capsys: Said) -> None:
    assert await desk.say(YESTERDAY) == 0
    assert capsys.readouterr().out == f"hangzhou sandbox {YESTERDAY}: clean, 0 of 0 lines matched\n"


async def test_what_is_open_is_listed_and_the_status_says_so(desk: Desk, capsys: Said) -> None:
    """A payment that we know of, and the provider does not."""
    now = desk.town.clock.at
    desk.town.clock.at = datetime.combine(YESTERDAY, datetime.min.time(), UTC) + timedelta(hours=9)
    order = (await desk.town.bought(await desk.town.deal()))[0]
    desk.town.clock.at = now
    for _ in range(2):
        assert await desk.say(YESTERDAY) == 1
        assert capsys.readouterr().out.splitlines() == [
            f"hangzhou sandbox {YESTERDAY}: open, 0 of 0 lines matched",
            f"  missing_there pay_{order.number} -{order.total_minor} CNY",
        ]


async def test_a_bill_that_cannot_be_had_is_noted_as_waited_for(desk: Desk, capsys: Said) -> None:
    await desk.provider.kill()
    try:
        status = await desk.say(YESTERDAY)
    finally:
        await desk.provider.start()
    assert status == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"hangzhou sandbox {YESTERDAY}: waiting, 0 of 0 lines matched"
    assert await desk.say(YESTERDAY) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"day": "yesterday"}, "yesterday"),
        ({"day": "2026-02-30"}, "linli: day is out of range"),
        ({"day": YESTERDAY, "provider": "stripe"}, "stripe is not spoken to here, only sandbox"),
        ({"day": YESTERDAY, "market": "atlantis"}, "linli: refused: not_found"),
        ({"day": "2062-01-01"}, "linli: refused: bill_not_ready"),
    ],
)
async def test_what_cannot_be_asked_is_said_in_one_line_and_nothing_is_noted(
    desk: Desk, capsys: Said, words: dict[str, str], said: str
) -> None:
    assert await desk.say(**words) == 1
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert said in told.err
    assert await desk.town.rows("SELECT FROM reconciliation.days") == []
