"""A voucher that another platform sold, at our counter: scanned, looked at, taken by Enter."""

from playwright.async_api import expect

from linli.demo import shops
from linli.journey import wire
from linli.kernel.database import Actor
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET, Settings
from linli.modules import foreign_vouchers, markets, merchants
from linli.services import means_of
from tests.browser import errands, sign_in
from tests.browser.theater import Theater
from tests.product import Product
from tests.simulators.douyin import Douyin

MARKET = "hangzhou"
STORE = errands.TWO_SHOPS[MARKET][1]
# Longer than the moment in which a screen that nobody has seen yet takes no Enter.
SEEN_MS = 400


async def connected(stage: Product, program: Douyin) -> None:
    """The store's owner has connected it with the platform."""
    spoken = Settings(secret=DEMO_SECRET, douyin_url=program.url, douyin_link_url=program.url)
    account, database = program.account, await stage.database(wire(Journey()))
    try:
        async with database.read() as reader:
            market_id = (await markets.market_by_slug(reader, MARKET)).market_id
            store = await merchants.store_by_slug(reader, market_id, STORE)
        assert store.merchant_id
        by = Actor("person", shops.person_id(errands.signs_in(MARKET, "operator").phone))
        keys = (account.app, account.secret, account.shop)
        about = (market_id, store.store_id, store.merchant_id, by, "douyin", keys, means_of(spoken))
        await foreign_vouchers.connect(database, *about)
    finally:
        await database.pool.close()


async def test_what_another_platform_sold_is_scanned_looked_at_and_taken(
    stage: Product, theater: Theater, elsewhere: Douyin
) -> None:
    await errands.employ_in_two_shops(stage, MARKET)
    await connected(stage, elsewhere)
    sold = elsewhere.sell()
    clerk, counter = await theater.person("clerk", "zh"), f"/{MARKET}/counter/{STORE}"
    page = clerk.page
    await sign_in.by_password(clerk, MARKET, errands.signs_in(MARKET, "operator").phone, counter)
    await page.wait_for_timeout(SEEN_MS)
    await page.keyboard.type(sold.code, delay=2)
    async with page.expect_navigation(url="**/preview"):
        await page.keyboard.press("Enter")
    await clerk.look("foreign voucher")
    badge = clerk.say("counter.foreign.sold_on", platform=clerk.say("platform.douyin"))
    await expect(page.get_by_text(badge)).to_be_visible()
    await expect(page.get_by_role("heading", name=sold.title)).to_be_visible()
    assert sold.uses == 0, "looking takes nothing"
    await page.wait_for_timeout(SEEN_MS)
    async with page.expect_navigation(url="**/foreign-uses/*"):
        await page.keyboard.press("Enter")
    await expect(page.locator("main[data-outcome=ok]")).to_be_visible()
    await clerk.look("foreign voucher taken")
    assert sold.uses == 1
