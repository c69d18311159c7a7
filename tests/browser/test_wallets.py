"""Paying with WeChat Pay and Alipay: a code on a desktop, a page on a phone, the window inside WeChat.

The providers are played by our simulators; the shop speaks to them through the real SDKs.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from playwright.async_api import Browser

from tests.browser import guest as as_guest
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.theater import DESKTOP, PHONE, Person, Theater
from tests.integration.providers import alipay_stage, wechat_stage
from tests.product import Product, free_port_pair
from tests.scratch import scratch
from tests.simulators import alipay, wechat_pay
from tests.simulators.__main__ import settings_of_alipay, settings_of_wechat
from tests.simulators.post import Post

MARKET = "hangzhou"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
INSIDE_WECHAT = f"{ANDROID} MicroMessenger/8.0.49"
# What WeChat puts into the pages that it shows: a bridge to its own window.
BRIDGE = """
window.WeixinJSBridge = {
  invoke: (name, parameters, then) =>
    window.wechatWindow(name, JSON.stringify(parameters)).then((told) => then({ err_msg: told })),
};
"""


@dataclass
class Wallets:
    """A shop that offers both, and the two programs that play them."""

    shop: Product
    wechat: wechat_pay.WeChatPay
    alipay: alipay.Alipay


@pytest.fixture(scope="module")
def wallets() -> Iterator[Wallets]:
    with ExitStack() as stack:
        wechat = stack.enter_context(wechat_stage.simulated())
        ali = stack.enter_context(alipay_stage.simulated())
        settings = {
            **settings_of_wechat(wechat),
            **settings_of_alipay(ali),
            # Helsinki pays in euro, which Alipay does not take there: nothing is left to offer.
            "LINLI_PAY_WITH": f"{MARKET}=wechat_pay,alipay helsinki=alipay",
        }
        folder = scratch("wallets")
        shop = Product(folder, free_port_pair(), **settings)
        stack.callback(shop.throw_away)
        shop.start_filled()
        yield Wallets(shop, wechat, ali)
        assert shop.bugs() == []


@pytest_asyncio.fixture
async def theater(wallets: Wallets, browser: Browser) -> AsyncIterator[Theater]:
    theater = Theater(wallets.shop, browser)
    yield theater
    await theater.close()


async def at_checkout(
    theater: Theater,
    name: str,
    locale: str,
    size: tuple[int, int],
    agent: str | None = None,
    market: str = MARKET,
) -> Person:
    """Signed in, with a deal of the cast's shop in front."""
    guest = await theater.person(name, locale, size=size, agent=agent)
    await sign_in.by_password(guest, market, signs_in(market, "consumer").phone, f"/{market}/me")
    await guest.visit(f"/{market}/stores/{signs_in(market, 'owner').store}", "store")
    await guest.press(guest.page.locator("main a[href*='/deals/']").first, "deal")
    await as_guest.goes_to_checkout(guest, guest.path)
    return guest


async def chooses(guest: Person, provider: str) -> None:
    """At the checkout: this way of paying, and on."""
    choice = guest.page.locator(f"input[name=provider][value={provider}]")
    if await choice.get_attribute("type") != "hidden":
        await guest.page.locator("label", has=choice).click()
    pay = guest.page.get_by_role("button", name=guest.say("consumer.checkout.pay"), exact=True)
    async with guest.page.expect_navigation(wait_until="load"):
        await pay.click()


async def code_on_screen(guest: Person) -> str:
    """What a phone's camera reads."""
    await guest.look("paying")
    picture = await guest.page.locator(".pay-code svg").screenshot()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text


async def scans_and_pays(theater: Theater, url: str, code: str) -> None:
    """On another phone, which is no shop of ours: nothing of it is judged."""
    phone = await theater.person("wallet", "zh")
    await phone.page.goto(f"{url}/scan?code={quote(code, safe='')}")
    await phone.page.get_by_role("button").click()
    await phone.page.get_by_text("Paid").wait_for()


async def has_a_voucher(guest: Person) -> None:
    await as_guest.sees_order(guest, "paid")
    await guest.look("paid")
    assert len(await as_guest.opens_voucher(guest)) >= 16


def acknowledged(post: Post) -> list[tuple[int, bytes]]:
    """What our callback answered, once every notification was delivered."""
    post.wait()
    taken, post.taken = post.taken, []
    return taken


@pytest.mark.parametrize("provider", ["wechat_pay", "alipay"])
async def test_a_code_on_a_desktop_is_scanned_and_the_page_turns_into_vouchers(
    wallets: Wallets, theater: Theater, provider: str
) -> None:
    program = {"wechat_pay": wallets.wechat, "alipay": wallets.alipay}[provider]
    program.post.copies = 2
    guest = await at_checkout(theater, "guest", "zh" if provider == "alipay" else "en", DESKTOP)
    await chooses(guest, provider)
    await scans_and_pays(theater, program.url, await code_on_screen(guest))
    await has_a_voucher(guest)
    wanted = (200, b"success") if provider == "alipay" else (204, b"")
    assert await asyncio.to_thread(acknowledged, program.post) == [wanted] * 2
    program.post.copies = 1


@pytest.mark.parametrize("provider", ["wechat_pay", "alipay"])
async def test_on_a_phone_the_providers_page_opens_and_leads_back_to_the_voucher(
    wallets: Wallets, theater: Theater, provider: str
) -> None:
    """No notification arrives here: the payer's return is enough, for the provider is asked."""
    program = {"wechat_pay": wallets.wechat, "alipay": wallets.alipay}[provider]
    program.post.drop = True
    guest = await at_checkout(theater, "phone", "en" if provider == "alipay" else "zh", PHONE, ANDROID)
    await chooses(guest, provider)
    await guest.page.wait_for_url(f"{program.url}/**")
    await guest.page.get_by_role("button").click()
    await guest.page.wait_for_url(f"{wallets.shop.url}/**")
    await has_a_voucher(guest)
    program.post.drop = False


async def test_inside_wechat_its_own_window_asks_and_nothing_else_is_offered(
    wallets: Wallets, theater: Theater
) -> None:
    guest = await at_checkout(theater, "in-wechat", "zh", PHONE, INSIDE_WECHAT)
    assert await guest.page.locator("input[name=provider]").get_attribute("value") == "wechat_pay"

    async def window(name: str, parameters: str) -> str:
        assert name == "getBrandWCPayRequest"
        told = json.loads(parameters)
        return await asyncio.to_thread(wallets.wechat.in_window, told)

    await guest.context.expose_function("wechatWindow", window)
    await guest.context.add_init_script(BRIDGE)
    await chooses(guest, "wechat_pay")
    await guest.page.wait_for_url("**/orders/*?done=paid")
    await has_a_voucher(guest)
    assert [status for status, _ in await asyncio.to_thread(acknowledged, wallets.wechat.post)] == [204]


async def test_inside_alipay_wechats_pay_is_not_offered(wallets: Wallets, theater: Theater) -> None:
    guest = await at_checkout(theater, "in-alipay", "en", PHONE, f"{ANDROID} AlipayClient/10.5")
    assert await guest.page.locator("input[name=provider]").get_attribute("value") == "alipay"


@pytest.mark.parametrize(
    ("agent", "why"),
    [(ANDROID, "here"), (INSIDE_WECHAT, "wechat"), (f"{ANDROID} AlipayClient/10.5", "alipay")],
)
async def test_where_nothing_can_be_paid_the_checkout_says_why_and_offers_no_button(
    wallets: Wallets, theater: Theater, agent: str, why: str
) -> None:
    guest = await at_checkout(theater, "nowhere", "en", PHONE, agent, market="helsinki")
    await guest.page.get_by_text(guest.say(f"pay.none.{why}")).wait_for()
    assert await guest.page.get_by_role("button", name=guest.say("consumer.checkout.pay")).count() == 0
