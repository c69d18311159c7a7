"""Ten thousand rows: walked by key without a repeat or a gap, each page as cheap as the first."""

from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, Browser, Stage

MANY = 10_000
# The same row again under other keys.
COPIES = {
    "orders": """
        INSERT INTO orders.orders
        SELECT (jsonb_populate_record(o, jsonb_build_object('order_id', n.id, 'number', 'N' || n.place))).*
        FROM orders.orders AS o, unnest($2::uuid[]) WITH ORDINALITY AS n (id, place)
        WHERE o.market_id = $1 AND o.order_id = (SELECT min(order_id::text)::uuid FROM orders.orders)
    """,
    "vouchers": """
        INSERT INTO vouchers.vouchers
        SELECT (jsonb_populate_record(v, jsonb_build_object('voucher_id', n.id, 'code', 'C' || n.place))).*
        FROM vouchers.vouchers AS v, unnest($2::uuid[]) WITH ORDINALITY AS n (id, place)
        WHERE v.market_id = $1 AND v.voucher_id = (SELECT min(voucher_id::text)::uuid FROM vouchers.vouchers)
    """,
}


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        await opened.buy()
        yield opened


def next_of(page: str) -> str:
    """Where the page after this one is; "" on the last."""
    ahead, more, _ = page.partition('rel="next"')
    return ahead.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") if more else ""


async def copy(stage: Stage, name: str) -> None:
    made = [ids.uuid7() for _ in range(MANY - 1)]
    async with stage.db.pool.acquire() as connection:
        await connection.execute(COPIES[name], MARKET, made)


async def walked(stage: Stage, browser: Browser, name: str) -> None:
    """Every page from the first to the last; one near the end costs what the first one cost with one row."""
    path = f"{ROOM}/{name}"
    cost = await stage.queries(browser, path)
    await copy(stage, name)
    seen: list[str] = []
    pages = [path]
    while pages[-1]:
        page = (await browser.get(pages[-1])).text
        rows = page.split('<th scope="row"')[1:]
        seen += [row.split("</th>")[0] for row in rows]
        pages.append(next_of(page))
    assert len(seen) == MANY
    assert len(set(seen)) == MANY
    assert await stage.queries(browser, path) == cost
    assert await stage.queries(browser, pages[-2]) == cost


async def test_ten_thousand_orders(stage: Stage) -> None:
    await walked(stage, await colleague(stage, "director"), "orders")


async def test_ten_thousand_vouchers_are_exported_whole(stage: Stage) -> None:
    """Codes are masked, so the list cannot tell them apart: the file's ids can."""
    director = await colleague(stage, "director")
    cost = await stage.queries(director, f"{ROOM}/vouchers")
    await copy(stage, "vouchers")
    assert await stage.queries(director, f"{ROOM}/vouchers") == cost
    exported = (await director.get(f"{ROOM}/vouchers.csv")).text
    assert len(exported.strip().splitlines()) == MANY + 1
