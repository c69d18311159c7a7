"""The counter's camera, for real: Chromium films a voucher's code, and the page reads it."""

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect

from linli.modules import vouchers
from tests.browser import errands
from tests.browser.cameras import before_the_camera, film, held_up
from tests.product import Product

MARKET = "hangzhou"
# The second film begins with a table; the code is held up only after a while, and not quite straight.
LATE = 6


@dataclass(frozen=True)
class Ticket:
    """A paid voucher of the demo, and the shop in which it is good."""

    slug: str
    code: str

    @property
    def counter(self) -> str:
        return f"/{MARKET}/counter/{self.slug}"


@pytest_asyncio.fixture
async def ticket(stage: Product) -> Ticket:
    props = await errands.set_up(stage, MARKET)
    async with httpx.AsyncClient(base_url=stage.url, timeout=30) as client:
        buyer = await errands.caller(client, errands.signs_in(MARKET, "consumer"), "consumer")
        order = await buyer.get(f"orders/{props.paid}")
    return Ticket(props.slug, order["vouchers"][0]["code"])


@pytest.mark.parametrize(("late", "turned"), [(0, 0), (LATE, 20)])
async def test_a_code_before_the_camera_is_found_redeemed_and_found_again(
    stage: Product, ticket: Ticket, tmp_path: Path, late: int, turned: int
) -> None:
    text = vouchers.qr_text(MARKET, ticket.code)
    shown = film(tmp_path / "voucher.mjpeg", held_up(text, turned), late=late)
    async with before_the_camera(stage, shown, MARKET, ticket.counter) as owner:
        page = owner.page
        async with page.expect_navigation(url="**/preview"):
            await page.locator("[data-scan-start]").click()
        await owner.look("found by the camera")
        await expect(page.get_by_text(owner.say("counter.hand_over"))).to_be_visible()
        # By keyboard: Enter redeems, Enter goes on; the camera is still on and reads the same code again.
        await page.wait_for_timeout(400)
        async with page.expect_navigation(url="**/redemptions"):
            await page.keyboard.press("Enter")
        await expect(page.locator("main[data-outcome=ok]")).to_be_visible()
        await page.wait_for_timeout(400)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/preview")
        assert await page.get_by_role("alert").inner_text() == owner.say("counter.no.voucher_used.title")
        await owner.look("found again", status=409)
        await page.keyboard.press("Escape")
        await page.wait_for_url(f"**{ticket.counter}")
