"""Goods at a shelf, by phone: Chromium films a barcode; what came and what is there is typed once."""

import secrets
from pathlib import Path

import zxingcpp
from PIL import Image

from linli.kernel.journey import Journey
from linli.modules import items, markets, merchants
from tests.browser import errands
from tests.browser.cameras import before_the_camera, film
from tests.browser.goods import Article, on_hand
from tests.browser.theater import Person
from tests.product import Product

MARKET = "hangzhou"
TITLE, PRICE = "镜头前的茶", 1250


async def test_goods_are_received_counted_and_corrected_by_a_barcode_before_the_camera(
    stage: Product, tmp_path: Path
) -> None:
    gtin = fresh_gtin()
    desk = f"/{MARKET}/desk/{await on_the_shelf(stage, gtin)}"
    shown = film(tmp_path / "goods.mjpeg", bars(gtin))
    async with before_the_camera(stage, shown, MARKET, f"{desk}/stock/scan") as owner:
        await owner.page.locator("[data-scan-start]").click()
        await types_what_is_filmed(owner, gtin, "7")
        # From then on the camera is there by itself, for one article after another.
        await owner.page.goto(f"{stage.url}{desk}/stock/scan?do=count")
        await types_what_is_filmed(owner, gtin, "6")
        await types_what_is_filmed(owner, gtin, "5")
        assert await on_hand(owner, desk, Article(gtin, TITLE, PRICE)) == 5


async def types_what_is_filmed(owner: Person, gtin: str, quantity: str) -> None:
    """The camera finds the article; how many, and a tap."""
    page = owner.page
    await page.wait_for_url(f"**code={gtin}*")
    assert (owner.status, owner.faults) == (200, [])
    assert await page.get_by_role("heading", name=TITLE).count() == 1
    await page.locator("[name=quantity]").fill(quantity)
    async with page.expect_navigation(wait_until="load"):
        await page.locator("main form .button-main").click()
    assert (owner.status, owner.faults) == (200, [])


async def on_the_shelf(stage: Product, gtin: str) -> str:
    """An article with this barcode in the owner's shop, whose slug it gives."""
    slug = errands.signs_in(MARKET, "owner").store
    database = await stage.database(Journey())
    async with database.pool, database.work() as work:
        market_id = (await markets.market_by_slug(work, MARKET)).market_id
        store = await merchants.store_by_slug(work, market_id, slug)
        assert store.merchant_id is not None
        variant = items.NewVariant(price_minor=PRICE, gtin=gtin)
        tea = items.NewItem(kind=items.ItemKind.GOODS, title=TITLE, variants=[variant])
        await items.create_items(work, market_id, store.merchant_id, [tea], [store.store_id])
    return slug


def fresh_gtin() -> str:
    """Thirteen digits that nothing bears yet, the last of them the check digit."""
    body = f"400{secrets.randbelow(10**9):09}"
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-weighed % 10)


def bars(text: str) -> Image.Image:
    """An EAN-13 as it is printed, on white."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.EAN13)
    return Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=5, add_quiet_zones=True)).convert(
        "RGB"
    )
