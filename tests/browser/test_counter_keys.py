"""The counter by keyboard: a hand scanner types and presses Enter, Esc goes back, a held key is nothing."""

import httpx
import pytest_asyncio
from playwright.async_api import expect

from linli.modules import vouchers
from tests.browser import errands, sign_in
from tests.browser.theater import DESKTOP, Person, Theater
from tests.product import Product

MARKET = "helsinki"
# Longer than the moment in which a screen that nobody has seen yet takes no Enter.
SEEN_MS = 450


@pytest_asyncio.fixture
async def props(stage: Product) -> errands.Props:
    return await errands.set_up(stage, MARKET)


async def scans(clerk: Person, text: str) -> None:
    """What a hand scanner does: the characters in a burst, then Enter."""
    await clerk.page.keyboard.type(text, delay=2)
    await clerk.page.keyboard.press("Enter")


async def test_a_hand_scanner_and_two_keys_are_enough(
    stage: Product, theater: Theater, props: errands.Props
) -> None:
    clerk = await theater.person("clerk", "en", size=DESKTOP)
    page, counter = clerk.page, f"/{MARKET}/counter/{props.slug}"
    await sign_in.by_password(clerk, MARKET, errands.signs_in(MARKET, "clerk").phone, counter)
    ready, used = await codes(stage, props)

    await page.wait_for_timeout(SEEN_MS)
    await scans(clerk, vouchers.qr_text(MARKET, ready))
    await page.wait_for_url("**/preview")
    await expect(page.get_by_text(clerk.say("counter.usable"))).to_be_visible()
    # Another code scanned over a preview is looked up; the one on the screen is not redeemed by its Enter.
    await page.wait_for_timeout(SEEN_MS)
    async with page.expect_navigation():
        await scans(clerk, used)
    assert await page.get_by_role("alert").inner_text() == clerk.say("counter.no.voucher_used.title")
    await page.keyboard.press("Escape")
    await page.wait_for_url(f"**{counter}")
    await page.wait_for_timeout(SEEN_MS)
    await scans(clerk, ready.lower())
    await page.wait_for_url("**/preview")
    # An Enter that comes with the look-up, or is held down, answers nothing.
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(SEEN_MS)
    await page.keyboard.down("Enter")
    await page.wait_for_url("**/redemptions")
    await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await expect(page.locator("main[data-outcome=ok]")).to_be_visible()
    assert page.url.endswith("/redemptions")
    await page.wait_for_timeout(SEEN_MS)
    await page.keyboard.press("Escape")
    await page.wait_for_url(f"**{counter}")
    await clerk.look("counter after a redemption")


async def codes(stage: Product, props: errands.Props) -> tuple[str, str]:
    """A voucher that is good, and one that was used."""
    async with httpx.AsyncClient(base_url=stage.url, timeout=30) as client:
        buyer = await errands.caller(client, errands.signs_in(MARKET, "consumer"), "consumer")
        paid = await buyer.get(f"orders/{props.paid}")
        used = await buyer.get(f"orders/{props.used}")
    return paid["vouchers"][0]["code"], used["vouchers"][0]["code"]
