"""The first market and its director, from the command line."""

import argparse
import asyncio

import asyncpg
import pytest

from linli.cli.market import APPOINTING, OPENING, add_flags, appoint_now, open_market_now
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.settings import Settings
from tests.databases import copy_of

MARKET = (
    "--slug lakeside --name 湖滨 --name-en Lakeside --name-zh 湖滨 --currency CNY --timezone Asia/Shanghai "
    "--country CN --language zh --commission-bp 600 --lat 30.2 --lon 120.1"
)


def given(flags: dict[str, tuple[str, type]], text: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_flags(parser, flags)
    return parser.parse_args(text.split())


async def rows(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()


async def test_a_market_is_opened_once_and_its_director_appointed_by_phone(
    postgres: EmbeddedPostgres, capsys: pytest.CaptureFixture[str]
) -> None:
    url = await copy_of(postgres, "cli_market")
    settings = Settings(database_url=url)
    for status, said in ((0, "now appoint its director"), (1, "open already")):
        assert await asyncio.to_thread(open_market_now, settings, given(OPENING, MARKET)) == status
        told = capsys.readouterr()
        assert said in told.out + told.err
    wrong = given(OPENING, MARKET.replace("lakeside", "other").replace("CNY", "XXX"))
    assert await asyncio.to_thread(open_market_now, settings, wrong) == 1
    for text, status in (
        ("--market lakeside --phone 12 --role director", 1),
        ("--market nowhere --phone 13911112222 --role director", 1),
        ("--market lakeside --phone 13911112222 --role king", 1),
        ("--market lakeside --phone 13911112222 --role director", 0),
        ("--market lakeside --phone +8613911112222 --role director", 0),
        ("--market lakeside --phone 13911112222 --role support", 1),
    ):
        assert await asyncio.to_thread(appoint_now, settings, given(APPOINTING, text)) == status, text
    assert [row["role"] for row in await rows(url, "SELECT role FROM identity.operators")] == ["director"]
    deeds = await rows(url, "SELECT action FROM kernel.audit_trail ORDER BY audit_id")
    assert [row["action"] for row in deeds] == [
        "rule_added",
        "market_opened",
        "operator_appointed",
        "operator_appointed",
    ]
