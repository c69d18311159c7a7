"""The desk: who may see what, and that a page costs the same with one row and with three."""

from datetime import timedelta

import pytest

from linli.modules import markets
from tests.integration.web.shop_stage import SLUG, Stage

DESK = f"/{SLUG}/desk/noodles"
PAGES = (
    *("", "/orders", "/orders/today", "/vouchers", "/deals", "/deals/new", "/results", "/codes", "/reviews"),
    *("/money", "/profile", "/hours", "/staff"),
)


async def test_an_empty_shop_is_welcomed_on_every_page(stage: Stage) -> None:
    for language in ("en", "zh"):
        owner = await stage.browser("owner", language)
        for page in PAGES:
            answer = await owner.get(DESK + page)
            assert answer.status_code == 200, page
            assert "¤" not in answer.text
    home = (await (await stage.browser("owner")).get(DESK)).text
    assert "No link in use" in home
    assert "No reviews yet" in home


async def test_the_desk_of_one_shop_is_opened_at_once(stage: Stage) -> None:
    answer = await (await stage.browser("manager")).get(f"/{SLUG}/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, DESK)


async def test_a_clerk_is_shown_todays_orders_and_counter_only(stage: Stage) -> None:
    clerk = await stage.browser("clerk")
    answer = await clerk.get(DESK)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}/orders/today")
    page = (await clerk.get(f"{DESK}/orders/today")).text
    assert f"{DESK}/money" not in page
    assert f"/{SLUG}/counter/noodles" in page
    for hidden in ("/orders", "/codes", "/deals", "/deals/new", "/reviews", "/money"):
        assert (await clerk.get(DESK + hidden)).status_code == 404, hidden


@pytest.mark.parametrize("page", PAGES)
async def test_nobody_else_is_let_in(stage: Stage, page: str) -> None:
    for name in ("stranger", "guest"):
        assert (await (await stage.browser(name)).get(DESK + page)).status_code == 404


async def test_a_page_costs_the_same_with_one_row_and_with_three(stage: Stage) -> None:
    owner = await stage.browser("owner")
    costs = []
    for more in (1, 2):
        for number in range(more):
            await stage.publish(title=f"套餐 {more} {number}", title_en="")
            (voucher,) = await stage.buy()
            await stage.redeem(voucher)
            await stage.review(voucher)
            typed = {"key": f"k{more}{number}", "count": "1", "landing": "store"}
            await owner.post(f"{DESK}/codes", channel="poster", label=f"墙 {more} {number}", **typed)
        costs.append([await stage.queries(owner, DESK + page) for page in PAGES])
        costs[-1].append(await stage.queries(owner, f"/{SLUG}/counter/noodles"))
    assert costs[0] == costs[1]


async def test_today_leads_from_each_figure_to_its_rows(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    page = (await (await stage.browser("owner")).get(DESK)).text
    for part in ("/orders/today", "/money", "/codes", "/reviews"):
        assert f'href="{DESK}{part}"' in page
    assert f'href="/{SLUG}/counter/noodles"' in page


async def test_orders_and_money_name_the_order(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    owner = await stage.browser("owner")
    orders_page = (await owner.get(f"{DESK}/orders")).text
    assert "Noodles for two" in orders_page
    money_page = (await owner.get(f"{DESK}/money")).text
    assert "Voucher used" in money_page
    assert "Noodles for two" in money_page


async def test_what_was_earned_is_for_owners(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    manager, owner = await stage.browser("manager"), await stage.browser("owner")
    assert f"{DESK}/money" in (await owner.get(DESK)).text
    assert f"{DESK}/money" not in (await manager.get(DESK)).text
    assert (await manager.get(f"{DESK}/money")).status_code == 404


async def test_the_day_at_the_counter_begins_at_midnight(stage: Stage) -> None:
    """An order of yesterday is not today's, unless it was paid today."""
    deals = [await stage.publish(title=f"面 {day}", title_en=f"Bowl of {day}") for day in ("today", "before")]
    for deal in deals:
        await stage.buy(deal=deal)
    midnight = markets.day_began(stage.db.clock(), "Asia/Shanghai")
    async with stage.db.pool.acquire() as connection:
        await connection.execute(
            "UPDATE orders.orders SET placed_at = $2, paid_at = $2 WHERE deal_id = $1",
            deals[1].deal_id,
            midnight - timedelta(microseconds=1),
        )
    clerk, manager = await stage.browser("clerk"), await stage.browser("manager")
    today = (await clerk.get(f"{DESK}/orders/today")).text
    assert ("Bowl of today" in today, "Bowl of before" in today) == (True, False)
    async with stage.db.pool.acquire() as connection:
        await connection.execute(
            "UPDATE orders.orders SET paid_at = $2 WHERE deal_id = $1", deals[1].deal_id, midnight
        )
    assert "Bowl of before" in (await clerk.get(f"{DESK}/orders/today")).text
    assert "Bowl of before" in (await manager.get(f"{DESK}/orders")).text


async def test_a_wrong_cursor_is_refused(stage: Stage) -> None:
    owner = await stage.browser("owner")
    for page in ("/orders", "/orders/today", "/money", "/reviews"):
        assert (await owner.get(f"{DESK}{page}?after=nonsense")).status_code == 422
