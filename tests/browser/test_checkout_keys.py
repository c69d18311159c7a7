"""Buying without a mouse: Tab to what is wanted, Enter, and the focus can always be seen."""

import pytest
from playwright.async_api import expect

from tests.browser import errands, guest, sign_in
from tests.browser.theater import DESKTOP, PHONE, Person, Theater
from tests.product import Product

MARKET = "helsinki"
MOST_TABS = 80
# What the keyboard is at, in words, and whether anybody can see that it is there.
_FOCUS = """
() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const told = node.getAttribute("aria-label") || node.innerText || node.value || "";
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const {width, height} = node.getBoundingClientRect();
  return {told: told.trim(), seen: node !== document.body && (ring || style.boxShadow !== "none"),
    name: node.localName, big: width * height};
}
"""


async def tabs_to(person: Person, words: str) -> None:
    """Press Tab until something with these words has the focus; everything on the way must be visible."""
    for _ in range(MOST_TABS):
        await person.page.keyboard.press("Tab")
        focus = await person.page.evaluate(_FOCUS)
        if focus["name"] != "body":
            assert focus["seen"] or not focus["big"], f"nobody sees that the focus is at {focus}"
        if words in focus["told"]:
            return
    raise AssertionError(f"no {words!r} within {MOST_TABS} times Tab")


async def enters(person: Person) -> None:
    async with person.page.expect_navigation(wait_until="load"):
        await person.page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_deal_is_bought_and_refunded_with_tab_and_enter(
    stage: Product, theater: Theater, size: tuple[int, int]
) -> None:
    props = await errands.set_up(stage, MARKET)
    buyer = await theater.person("buyer", "en", size=size)
    page = buyer.page
    await sign_in.by_password(buyer, MARKET, errands.signs_in(MARKET, "consumer").phone)
    await buyer.visit(f"/{MARKET}/deals/{props.deal_id}", "deal")
    await tabs_to(buyer, buyer.say("consumer.deal.buy"))
    await enters(buyer)
    await tabs_to(buyer, buyer.say("action.add"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(buyer.say("consumer.checkout.deal_times", n=2))).to_be_visible()
    await tabs_to(buyer, buyer.say("consumer.checkout.pay"))
    await enters(buyer)
    assert page.url.startswith(stage.pay_url)
    await guest.pays(buyer, "order")
    await guest.sees_order(buyer, "paid")
    await tabs_to(buyer, buyer.say("consumer.order.refund", amount="€"))
    await enters(buyer)
    await buyer.look("asked for the refund")
