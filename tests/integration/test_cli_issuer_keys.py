"""A market's voucher keys from the command line: listed, replaced, revoked."""

import argparse
import asyncio

import pytest

from linli.cli.issuer_keys import KEEPING, add_flags, keep_now
from linli.kernel.database import Database, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from tests import cast
from tests.databases import passing_copy

SLUG = cast.WEST_LAKE.slug


def given(text: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_flags(parser, KEEPING)
    return parser.parse_args(text.split())


async def test_keys_are_listed_replaced_and_revoked(
    postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    async with passing_copy(postgres, "cli_keys") as url:
        async with await open_pool(url, size=1) as pool, Database(pool, Journey()).work() as work:
            await cast.open_market(work)
        settings = Settings(database_url=url)

        async def said(text: str, status: int = 0) -> list[list[str]]:
            assert await asyncio.to_thread(keep_now, settings, given(text)) == status
            return [line.split(" ", 2) for line in capsys.readouterr().out.splitlines()]

        await said("--market nowhere", 1)
        ((number, public, state),) = await said(f"--market {SLUG}")
        assert (number, len(bytes.fromhex(public)), state) == ("1", 32, "signs")
        assert await said(f"--market {SLUG}") == [["1", public, "signs"]]
        await said(f"--market {SLUG} --revoke 7", 1)
        assert [line[0] for line in await said(f"--market {SLUG} --replace")] == ["1", "2"]
        # One that is revoked is replaced as well, so that the market always has a key that signs.
        assert [line[0] for line in await said(f"--market {SLUG} --revoke 1")] == ["2", "3"]
