"""Publishing and ending deals at the desk."""

import re
from typing import Any

import pytest

from linli.modules import catalog
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Stage

DEALS = f"/{SLUG}/desk/noodles/deals"
TYPED: dict[str, Any] = {
    "title": "早一碗",
    "title_en": "Early bowl",
    "content_name": ["葱油拌川", "卤蛋", ""],
    "content_name_en": ["Scallion noodles", "Soy egg", ""],
    "content_qty": ["1", "2", "1"],
    "content_price": ["18.00", "3", ""],
    "price": "15.80",
    "list_price": "",
    "stock": "80",
    "per_person": "4",
    "valid_days": "30",
    "times": "lunch",
    "usable": "",
    "rules_zh": "到店直接用\n可打包",
    "rules_en": "No booking needed",
}


async def on_sale(stage: Stage) -> list[catalog.Deal]:
    async with stage.db.read() as reader:
        return await catalog.deals_of_store(reader, MARKET, NOODLES)


async def test_a_published_deal_is_what_was_typed(stage: Stage) -> None:
    owner = await stage.browser("owner")
    answer = await owner.post(DEALS, **TYPED, key="a")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DEALS}?done=deal_published")
    deal = (await on_sale(stage))[0]
    assert (deal.title, deal.title_en, deal.price_minor, deal.list_price_minor) == (
        "早一碗",
        "Early bowl",
        1_580,
        2_400,
    )
    assert [(one.name, one.qty, one.price_minor) for one in deal.contents] == [
        ("葱油拌川", 1, 1_800),
        ("卤蛋", 2, 300),
    ]
    assert (deal.stock, deal.per_person, deal.valid_days) == (80, 4, 30)
    assert deal.usable == "Mo-Fr 11:00-14:00"
    assert deal.rules_zh == ("到店直接用", "可打包")
    page = (await owner.get(DEALS)).text
    assert "Weekday lunch" in page
    assert "80 left" in page


async def test_a_form_sent_twice_publishes_one_deal(stage: Stage) -> None:
    owner = await stage.browser("owner")
    before = len(await on_sale(stage))
    for _ in range(2):
        assert (await owner.post(DEALS, **{**TYPED, "title": "只此一份"}, key="twice")).status_code == 303
    assert len(await on_sale(stage)) == before + 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "a name of 1 to 80"),
        ("price", "cheap", "price above zero"),
        ("price", "0", "price above zero"),
        ("list_price", "9", "cannot be lower"),
        ("stock", "-1", "from 1 to 1,000,000"),
        ("per_person", "0", "a whole number from 1"),
        ("valid_days", "9999", "1 to 730 days"),
        ("content_price", ["x", "3", ""], "List at least one item"),
        ("content_name", ["", "", ""], "List at least one item"),
    ],
)
async def test_a_refusal_stands_at_its_field_and_keeps_everything(
    stage: Stage, field: str, value: Any, words: str
) -> None:
    owner = await stage.browser("owner")
    before = len(await on_sale(stage))
    answer = await owner.post(DEALS, **{**TYPED, field: value}, key="wrong")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Almost there" in answer.text
    assert 'value="Early bowl"' in answer.text
    assert "到店直接用" in answer.text
    assert len(await on_sale(stage)) == before


async def test_own_times_are_read_or_explained(stage: Stage) -> None:
    owner = await stage.browser("owner")
    for wrong in ("", "whenever"):
        answer = await owner.post(DEALS, **{**TYPED, "times": "custom", "usable": wrong}, key="c")
        assert answer.status_code == 422
        assert "read these times" in answer.text
    own = {**TYPED, "times": "custom", "usable": "Mo-Th 14:00-17:00; PH off"}
    assert (await owner.post(DEALS, **own, key="d")).status_code == 303
    assert (await on_sale(stage))[0].usable == "Mo-Th 14:00-17:00; PH off"


async def test_more_lines_keep_what_was_typed(stage: Stage) -> None:
    owner = await stage.browser("owner")
    answer = await owner.post(DEALS, **TYPED, key="e", more_rows="yes")
    assert answer.status_code == 200
    assert answer.text.count('name="content_name"') == 6
    assert 'value="葱油拌川"' in answer.text


async def test_an_ended_deal_is_off_sale_and_listed_as_ended(stage: Stage) -> None:
    owner = await stage.browser("owner")
    deal = await stage.publish(title="今天就停", title_en="Ends today")
    answer = await owner.post(f"{DEALS}/{deal.deal_id}/end")
    assert answer.headers["location"] == f"{DEALS}?done=deal_ended"
    page = (await owner.get(DEALS)).text
    assert "Ends today" in page
    assert f"{deal.deal_id}/end" not in page


UNKNOWN_PICTURE = "UPDATE {} SET icon = 'drawn-by-nobody' WHERE market_id = $1"


async def test_a_stored_picture_that_nobody_drew_is_shown_as_the_trade_s_on_every_page(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    ended = await stage.publish(title="停了", title_en="Over")
    async with stage.db.work() as work:
        await catalog.end_deal(work, MARKET, ended.deal_id)
    async with stage.db.pool.acquire() as connection:
        for table in ("catalog.deals", "orders.orders"):
            await connection.execute(UNKNOWN_PICTURE.format(table), MARKET)
    owner, guest = await stage.browser("owner"), await stage.browser("guest")
    page = await owner.get(DEALS)
    assert page.status_code == 200
    assert "/steaming-bowl." in page.text
    preview = await owner.post(f"/{SLUG}/counter/noodles/preview", code=voucher.code)
    assert preview.status_code == 200
    assert "/steaming-bowl." in preview.text
    assert (await owner.get(f"/{SLUG}/desk/noodles/orders")).status_code == 200
    for path in (
        f"deals/{stage.deal.deal_id}",
        "stores/noodles",
        f"orders/{voucher.order_id}",
        "orders",
        "wallet",
    ):
        assert (await guest.get(f"/{SLUG}/{path}")).status_code == 200, path


async def test_a_shop_whose_first_thing_has_no_picture_publishes_with_one_that_has(stage: Stage) -> None:
    async with stage.db.pool.acquire() as connection:
        things = "UPDATE merchants.stores SET things = '{nothing-known,fish}' WHERE market_id = $1"
        await connection.execute(things, MARKET)
    owner = await stage.browser("owner")
    assert (await owner.post(DEALS, **TYPED, key="pictured")).status_code == 303
    assert (await on_sale(stage))[0].icon == "fish"


async def test_ended_deals_are_turned_page_by_page(stage: Stage) -> None:
    deals = [await stage.publish(title=f"第{number}份", title_en=f"No {number}.") for number in range(32)]
    async with stage.db.work() as work:
        for deal in deals:
            await catalog.end_deal(work, MARKET, deal.deal_id)
    owner = await stage.browser("owner")
    first = (await owner.get(DEALS)).text
    assert "No 31." in first and "No 0." not in first
    (older,) = set(re.findall(r'href="([^"]+\?after=[^"]+)"', first))
    assert "No 0." in (await owner.get(older)).text
    assert (await owner.get(f"{DEALS}?after=!")).status_code == 422


async def test_another_shop_s_deal_cannot_be_ended(stage: Stage) -> None:
    deal = await stage.publish(title="别动", title_en="")
    stranger = await stage.browser("stranger")
    for slug in ("noodles", "tea"):
        answer = await stranger.post(f"/{SLUG}/desk/{slug}/deals/{deal.deal_id}/end")
        assert answer.status_code == 404
    assert any(one.deal_id == deal.deal_id for one in await on_sale(stage))
