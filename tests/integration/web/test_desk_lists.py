"""Orders, vouchers and the statement's file: filters by URL, ten thousand rows, other people's rows."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders
from tests.integration.web.shop_stage import MARKET, SLUG, Browser, Stage, open_stage

DESK = f"/{SLUG}/desk/noodles"
ORDERS, VOUCHERS, MONEY = f"{DESK}/orders", f"{DESK}/vouchers", f"{DESK}/money.csv"
# One paid order many times over, each a minute older than the one before.
MANY_ORDERS = """
INSERT INTO orders.orders
SELECT (jsonb_populate_record(o, jsonb_build_object(
    'order_id', overlay(o.order_id::text PLACING lpad(to_hex(n), 8, '0') FROM 1 FOR 8),
    'number', n::text, 'placed_at', o.placed_at - n * interval '1 minute'))).*
FROM orders.orders AS o, generate_series(1, 10000) AS n
WHERE o.market_id = $1 AND o.order_id = $2
"""


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


def rows_in(page: str) -> int:
    return page.count('<th scope="row"')


async def all_rows(browser: Browser, path: str, most: int = 400) -> tuple[int, int]:
    """Every row of a list, page after page, and how many pages that took."""
    base, rows = path.split("?")[0], 0
    for pages in range(1, most):
        answer = await browser.get(path)
        assert answer.status_code == 200
        rows += rows_in(answer.text)
        more = re.search(rf'href="({base}\?[^"]*after=[^"]+)"', answer.text)
        if more is None:
            return rows, pages
        path = unescape(more[1])
    raise AssertionError("the list does not end")


async def test_orders_are_filtered_by_state_and_day(stage: Stage) -> None:
    [used] = await stage.buy(1)
    await stage.redeem(used)
    await stage.buy(2)
    manager = await stage.browser("manager")
    assert rows_in((await manager.get(ORDERS)).text) == 2
    assert rows_in((await manager.get(f"{ORDERS}?state=completed")).text) == 1
    assert rows_in((await manager.get(f"{ORDERS}?state=nonsense")).text) == 2
    today = stage.db.clock().date()
    assert (
        rows_in(
            (
                await manager.get(f"{ORDERS}?from={today - timedelta(days=1)}&to={today + timedelta(days=1)}")
            ).text
        )
        == 2
    )
    none = await manager.get(f"{ORDERS}?to={today - timedelta(days=2)}")
    assert "Nothing fits these filters" in none.text
    assert (await manager.get(f"{ORDERS}?from=2026-02-31")).status_code == 200


async def test_a_number_leads_to_its_order_and_another_shop_s_does_not(stage: Stage) -> None:
    [voucher] = await stage.buy(1)
    async with stage.db.read() as reader:
        order = await orders.order(reader, MARKET, voucher.order_id, None)
    manager, stranger = await stage.browser("manager"), await stage.browser("stranger")
    answer = await manager.get(f"{ORDERS}?number={order.number_grouped.replace(' ', '+')}")
    assert answer.headers["location"] == f"{ORDERS}/{order.order_id}"
    theirs = f"/{SLUG}/desk/tea/orders"
    assert (await stranger.get(f"{theirs}?number={order.number}")).status_code == 200
    assert (await stranger.get(f"{theirs}/{order.order_id}")).status_code == 404
    assert (await stranger.get(f"{ORDERS}/{order.order_id}")).status_code == 404


async def test_one_order_shows_its_line_and_no_whole_code(stage: Stage) -> None:
    first, second = await stage.buy(2)
    await stage.redeem(first)
    await stage.settle()
    for language, words in (("en", "Everything that happened"), ("zh", "全过程")):
        page = (await (await stage.browser("manager", language)).get(f"{ORDERS}/{first.order_id}")).text
        assert words in page
        assert f"•••• {second.code_tail}" in page
        for secret in (first.code, second.code, second.code_grouped, stage.people["guest"].nickname):
            assert secret not in page


async def test_vouchers_are_found_by_tail_and_state(stage: Stage) -> None:
    first, second = await stage.buy(2)
    await stage.redeem(first)
    old = await stage.issue(valid_until=stage.db.clock() - timedelta(minutes=1))
    manager = await stage.browser("manager")
    assert rows_in((await manager.get(VOUCHERS)).text) == 3
    for tail in (second.code_tail, second.code_tail.lower(), f" {second.code_grouped} "):
        page = (await manager.get(f"{VOUCHERS}?tail={tail}")).text
        assert (rows_in(page), second.code_tail in page) == (1, True)
        assert second.code not in re.sub(r'value="[^"]*"', "", page)
    counts = {
        state: rows_in((await manager.get(f"{VOUCHERS}?state={state}")).text)
        for state in ("issued", "redeemed", "expired")
    }
    assert counts == {"issued": 1, "redeemed": 1, "expired": 1}
    assert "Expired" in (await manager.get(f"{VOUCHERS}?tail={old.code_tail}")).text
    assert "No voucher of this shop fits" in (await manager.get(f"{VOUCHERS}?tail=!!!!")).text
    stranger = await stage.browser("stranger")
    assert rows_in((await stranger.get(f"/{SLUG}/desk/tea/vouchers?tail={second.code_tail}")).text) == 0
    assert (await stranger.get(VOUCHERS)).status_code == 404


async def test_ten_thousand_orders_come_in_pages_that_cost_the_same(stage: Stage) -> None:
    [voucher] = await stage.buy(1)
    connection = await stage.db.pool.acquire()
    await connection.execute("SET ROLE postgres")
    await connection.execute(MANY_ORDERS, MARKET, voucher.order_id)
    await connection.execute("SET ROLE linli_app")
    await stage.db.pool.release(connection)
    manager = await stage.browser("manager")
    rows, pages = await all_rows(manager, ORDERS)
    assert (rows, pages) == (10_001, 334)


async def test_the_statement_is_a_file_of_every_movement(stage: Stage) -> None:
    vouchers = await stage.buy(3)
    for voucher in vouchers:
        await stage.redeem(voucher)
    owner = await stage.browser("owner")
    answer = await owner.get(MONEY)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "noodles-money.csv" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Time", "What", "Deal", "Order"]
    assert len(rows) == 4
    assert {(row[5], row[6], row[8]) for row in rows[1:]} == {("62.00", "3.72", "58.28")}
    for name in ("clerk", "manager", "stranger", "guest"):
        assert (await (await stage.browser(name)).get(MONEY)).status_code in (403, 404)


async def test_the_lists_cost_the_same_for_one_row_and_three(stage: Stage) -> None:
    [voucher] = await stage.buy(1)
    manager = await stage.browser("manager")
    paths = (ORDERS, VOUCHERS, f"{ORDERS}/{voucher.order_id}")
    one = [await stage.queries(manager, path) for path in paths]
    many = await stage.buy(3)
    await stage.buy(1)
    paths = (ORDERS, VOUCHERS, f"{ORDERS}/{many[0].order_id}")
    assert [await stage.queries(manager, path) for path in paths] == one
