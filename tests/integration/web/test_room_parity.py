"""The audit of one price: who promises it, what their tills say, filtered and exported."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import items, merchants, prices
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, NOODLES, Stage


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def report(stage: Stage, title: str, till_minor: int) -> None:
    """The till asks this for an article of 10.00."""
    async with stage.db.work() as work:
        owner = (await merchants.store(work, MARKET, NOODLES)).merchant_id
        assert owner is not None
        variant = items.NewVariant(price_minor=1000)
        new = items.NewItem(kind=items.ItemKind.GOODS, title=title, variants=[variant])
        (made,) = await items.create_items(work, MARKET, owner, [new], [NOODLES])
        await prices.declare_parity(work, MARKET, owner, NOODLES)
        line = prices.TillLine(made.variants[0].variant_id, till_minor, 1000)
        await prices.report_till_prices(work, MARKET, owner, NOODLES, [line])


async def test_who_promises_one_price_is_shown_beside_what_the_till_asks(stage: Stage) -> None:
    director = await colleague(stage, "director")
    assert "No store promises it yet" in (await director.get(f"{ROOM}/parity")).text
    assert "No till has reported yet" in (await director.get(f"{ROOM}/till-prices")).text
    await report(stage, "辣酱", 1200)
    paths = [f"{ROOM}/parity", f"{ROOM}/till-prices"]
    cost = [await stage.queries(director, path) for path in paths]
    await report(stage, "=豆瓣酱", 1000)
    await report(stage, "醋", 990)
    assert [await stage.queries(director, path) for path in paths] == cost
    page = (await director.get(paths[0])).text
    assert f"{ROOM}/till-prices?finding=differs&amp;store=noodles" in page

    async def rows(query: str) -> list[dict[str, str]]:
        text = (await director.get(f"{ROOM}/till-prices.csv{query}")).text
        return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))

    assert [row["Apart"] for row in await rows("?finding=differs&promised=yes")] == ["-0.10", "2.00"]
    (same,) = await rows("?finding=same&store=noodles")
    assert (same["Article"], same["Till"], same["Online"]) == ("'=豆瓣酱", "10.00", "10.00")
    assert await rows("?store=tea") == []
    (promise,) = list(
        csv.DictReader(StringIO((await director.get(f"{ROOM}/parity.csv")).text.removeprefix("\ufeff")))
    )
    assert (promise["Differ"], promise["Same"]) == ("2", "1")
