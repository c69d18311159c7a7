"""Paying by card: from a deal to a voucher on Stripe's page; a declined card, another way, no scripts.

Stripe is played by our simulator; the shop speaks to it through Stripe's own library.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from linli.kernel import ids
from tests.browser import guest as as_guest
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.theater import Person, Theater
from tests.product import Product, free_port_pair
from tests.scratch import scratch
from tests.simulators import stripe
from tests.simulators.__main__ import settings_of_stripe

MARKET = "helsinki"
DECLINED = "4000 0000 0000 0002"


@dataclass
class Cards:
    """A shop that takes cards, and the program that plays Stripe."""

    shop: Product
    stripe: stripe.Stripe


@pytest.fixture(scope="module")
def cards() -> Iterator[Cards]:
    program = stripe.started()
    settings = {**settings_of_stripe(program), "LINLI_PAY_WITH": f"{MARKET}=stripe,sandbox *=sandbox"}
    folder = scratch("cards")
    shop = Product(folder, free_port_pair(), **settings)
    # Any market's address does: an event says which market it is of.
    program.webhook_url = f"{shop.url}/api/callbacks/hangzhou/stripe"
    try:
        shop.start_filled()
        yield Cards(shop, program)
        assert shop.bugs() == []
    finally:
        shop.throw_away()
        program.stop()


@pytest_asyncio.fixture
async def theater(cards: Cards, browser: Browser) -> AsyncIterator[Theater]:
    theater = Theater(cards.shop, browser)
    yield theater
    await theater.close()


async def at_checkout(theater: Theater, name: str, *, script: bool = True) -> Person:
    """Somebody new, with the café's first deal in front."""
    guest = await theater.person(name, "en", script=script)
    await goes_to_deal(guest)
    await as_guest.goes_to_checkout(guest, guest.path)
    phone = f"+35845{int.from_bytes(ids.uuid7().bytes[-4:]) % 10**7:07d}"
    await sign_in.by_code(guest, phone, "checkout")
    return guest


async def goes_to_deal(guest: Person) -> None:
    await guest.visit(f"/{MARKET}/stores/{signs_in(MARKET, 'owner').store}", "store")
    await guest.press(guest.page.locator("main a[href*='/deals/']").first, "deal")


async def chooses(guest: Person, provider: str, button: str) -> None:
    await guest.page.locator("label.option", has=guest.page.locator(f"input[value={provider}]")).click()
    await guest.page.get_by_role("button", name=guest.say(button), exact=True).click()


async def pays_by_card(guest: Person, program: stripe.Stripe, number: str = "4242 4242 4242 4242") -> None:
    """On Stripe's page, which is no page of ours: nothing of it is judged."""
    await guest.page.wait_for_url(f"{program.url}/c/pay/**")
    await guest.page.get_by_label("Card number").fill(number)
    await guest.page.get_by_role("button", name="Pay").click()


async def has_a_voucher(guest: Person, shop: Product) -> None:
    await guest.page.wait_for_url(f"{shop.url}/**")
    await as_guest.sees_order(guest, "paid")
    await guest.look("paid")
    assert len(await as_guest.opens_voucher(guest)) >= 16


async def test_from_a_deal_to_a_voucher_by_card(cards: Cards, theater: Theater) -> None:
    guest = await at_checkout(theater, "guest")
    assert await guest.page.locator("input[name=provider]:checked").get_attribute("value") == "stripe"
    await chooses(guest, "stripe", "consumer.checkout.pay")
    await pays_by_card(guest, cards.stripe, DECLINED)
    await guest.page.get_by_text("Your card was declined").wait_for()
    await pays_by_card(guest, cards.stripe)
    await has_a_voucher(guest, cards.shop)
    await asyncio.to_thread(cards.stripe.post.wait)
    assert [status for status, _ in cards.stripe.post.taken][-1] == 200


async def test_the_webhook_alone_turns_the_waiting_order_into_a_voucher(
    cards: Cards, theater: Theater
) -> None:
    """Who closes Stripe's page right after paying finds the order paid all the same."""
    guest = await at_checkout(theater, "elsewhere")
    await chooses(guest, "stripe", "consumer.checkout.pay")
    await guest.page.wait_for_url(f"{cards.stripe.url}/c/pay/**")
    session = guest.page.url.rsplit("/", 1)[-1]
    order = cards.stripe.sessions[session].asked["success_url"].removesuffix("/return")
    await guest.visit(order, "order")
    assert await asyncio.to_thread(cards.stripe.pay, session)
    await has_a_voucher(guest, cards.shop)


async def test_another_way_is_offered_and_the_card_page_is_closed(cards: Cards, theater: Theater) -> None:
    guest = await at_checkout(theater, "changes")
    await chooses(guest, "stripe", "consumer.checkout.pay")
    await pays_by_card(guest, cards.stripe, DECLINED)
    session = guest.page.url.rsplit("/", 1)[-1]
    await guest.page.get_by_role("link", name="Back").click()
    await guest.page.wait_for_url(f"{cards.shop.url}/**")
    await as_guest.sees_order(guest, "awaiting_payment")
    await guest.look("order")
    await chooses(guest, "sandbox", "consumer.order.pay_now")
    await guest.page.wait_for_url(f"{cards.shop.pay_url}/**")
    assert cards.stripe.sessions[session].status == "expired"
    await as_guest.pays(guest, "paid")
    await as_guest.sees_order(guest, "paid")
    # And next time that way is suggested first.
    await goes_to_deal(guest)
    await as_guest.goes_to_checkout(guest, guest.path)
    assert await guest.page.locator("input[name=provider]:checked").get_attribute("value") == "sandbox"


async def test_without_scripts_the_way_to_the_card_page_and_back_is_the_same(
    cards: Cards, theater: Theater
) -> None:
    guest = await at_checkout(theater, "plain", script=False)
    await chooses(guest, "stripe", "consumer.checkout.pay")
    await pays_by_card(guest, cards.stripe)
    await has_a_voucher(guest, cards.shop)
