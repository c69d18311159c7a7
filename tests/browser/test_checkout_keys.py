"""Buying without a mouse: Tab to what is wanted, Enter, and the focus can always be seen."""

import pytest
from playwright.async_api import expect

from tests.browser import errands, guest, keys, sign_in
from tests.browser.theater import DESKTOP, PHONE, Theater
from tests.product import Product

MARKET = "helsinki"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_deal_is_bought_and_refunded_with_tab_and_enter(
    stage: Product, theater: Theater, size: tuple[int, int]
) -> None:
    props = await errands.set_up(stage, MARKET)
    buyer = await theater.person("buyer", "en", size=size)
    page = buyer.page
    await sign_in.by_password(buyer, MARKET, errands.signs_in(MARKET, "consumer").phone)
    await buyer.visit(f"/{MARKET}/deals/{props.deal_id}", "deal")
    await keys.tabs_to(buyer, buyer.say("consumer.deal.buy"))
    await keys.enters(buyer)
    await keys.tabs_to(buyer, buyer.say("action.add"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(buyer.say("consumer.checkout.deal_times", n=2))).to_be_visible()
    await keys.tabs_to(buyer, buyer.say("consumer.checkout.pay"))
    await keys.enters(buyer)
    assert page.url.startswith(stage.pay_url)
    await guest.pays(buyer, "order")
    await guest.sees_order(buyer, "paid")
    await keys.tabs_to(buyer, buyer.say("consumer.order.refund", amount="€"))
    await keys.enters(buyer)
    await buyer.look("asked for the refund")
