"""A consumer's phone without a network: its vouchers and the codes of its goods show, to nobody else, and
not after signing out.
"""

import io
from typing import Any

import zxingcpp
from PIL import Image

from linli.modules import vouchers
from tests.browser import sign_in
from tests.browser.errands import gets_a_voucher, gets_goods, gives_back, signs_in
from tests.browser.theater import Person, Theater
from tests.product import until

MARKET = "hangzhou"
WALLET = f"/{MARKET}/wallet"
# What the browser says of a request that the network cannot take; the worker asks there first.
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
# What this browser keeps of ours: pages, files, workers.
HOLDS = """async () => {
  const workers = (await navigator.serviceWorker.getRegistrations()).map((one) => one.active?.state ?? "new");
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const files = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return [...workers, ...files.map(({url}) => new URL(url).pathname)];
}"""


async def opens_wallet(theater: Theater, name: str) -> tuple[Person, dict[str, Any]]:
    """A phone with the consumer's wallet open and kept, and a voucher that lies in it."""
    voucher = await gets_a_voucher(theater.stage, MARKET)
    guest = await theater.person(name, "zh")
    await sign_in.by_password(guest, MARKET, signs_in(MARKET, "consumer").phone, WALLET)
    await guest.page.locator("[data-kept-note]").wait_for()
    await until(lambda: holds(guest))
    return guest, voucher


async def holds(guest: Person, *, nothing: bool = False) -> bool:
    """Whether the wallet is kept and its worker works, or nothing at all is there."""
    held = await guest.page.evaluate(HOLDS)
    return not held if nothing else "activated" in held and f"/{MARKET}/kept" in held


async def read_token(guest: Person, where: str) -> vouchers.Token:
    """What a scanner reads from a voucher's QR code; whether it is signed, the counter asks."""
    picture = await guest.page.locator(f"{where} .voucher-qr svg").screenshot()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return vouchers.read_token(found.text).token


async def test_vouchers_show_without_a_network_and_are_forgotten_at_sign_out(theater: Theater) -> None:
    goods = await gets_goods(theater.stage, MARKET)
    guest, voucher = await opens_wallet(theater, "offline")
    address, kept = f"/{MARKET}/vouchers/{voucher['voucher_id']}", f"kept-{voucher['voucher_id']}"
    await guest.context.set_offline(True)
    await guest.page.close()
    guest.page = page = await guest.context.new_page()

    await page.goto(guest.stage.url + address)
    guest.faults = [fault for fault in guest.faults if OFFLINE not in fault]
    await guest.look("voucher offline")
    opened = page.locator("details[open]")
    assert await opened.get_attribute("id") == kept
    assert (await opened.locator(".voucher-code").inner_text()).replace(" ", "") == voucher["code"]
    token = await read_token(guest, "details[open]")
    assert (str(token.voucher_id), token.form) == (voucher["voucher_id"], vouchers.TokenForm.STATIC)
    at = guest.say("wallet.kept.offline", at="¤").split("¤")[0]
    assert (await page.locator(".notice-title").inner_text()).startswith(at)
    # So does what waits in a store, by the address of its own page.
    await page.goto(f"{guest.stage.url}/{MARKET}/orders/{goods['order_id']}/pickup")
    assert await opened.get_attribute("id") == f"kept-{goods['order_id']}"
    assert (await opened.locator(".voucher-code").inner_text()).replace(" ", "") == goods["code"]
    # The wallet, the app's own start, and any other page of the consumer's lead to what is kept.
    for path in (f"/{MARKET}/search", f"/{MARKET}", WALLET):
        await page.goto(guest.stage.url + path)
        assert await page.locator(f"#{kept}").count() == 1

    await guest.context.set_offline(False)
    async with page.expect_navigation(wait_until="networkidle"):
        await page.get_by_role("button", name=guest.say("wallet.kept.back")).click()
    guest.faults = [fault for fault in guest.faults if OFFLINE not in fault]
    await guest.visit(f"/{MARKET}/me")
    async with page.expect_navigation(wait_until="load"):
        await page.get_by_role("button", name=guest.say("consumer.me.sign_out"), exact=True).click()
    await until(lambda: holds(guest, nothing=True))
    await guest.context.set_offline(True)
    assert "net::ERR_" in await refused(guest, address)


async def refused(guest: Person, path: str) -> str:
    """What the browser says of a page that it cannot have."""
    try:
        await guest.page.goto(guest.stage.url + path)
    except Exception as error:
        guest.faults.clear()
        return str(error)
    return ""


async def test_somebody_else_who_signs_in_on_the_phone_finds_nothing_of_the_one_before(
    theater: Theater,
) -> None:
    guest, voucher = await opens_wallet(theater, "shared phone")
    # Without a word to the house: the session's cookie is gone, and another one comes by the sign-in page.
    await guest.context.clear_cookies()
    await sign_in.by_password(guest, MARKET, signs_in(MARKET, "applicant").phone, f"/{MARKET}/me")
    await until(lambda: holds(guest, nothing=True))
    await guest.page.goto(guest.stage.url + WALLET)
    await until(lambda: holds(guest))
    await guest.context.set_offline(True)
    await guest.page.goto(f"{guest.stage.url}/{MARKET}/vouchers/{voucher['voucher_id']}")
    assert await guest.page.locator("h1").count() == 1
    assert await guest.page.locator("details").count() == 0


async def test_a_code_renews_itself_and_stands_still_without_a_network(
    theater: Theater,
) -> None:
    guest, voucher = await opens_wallet(theater, "display")
    await guest.visit(f"/{MARKET}/vouchers/{voucher['voucher_id']}")
    page = guest.page

    async def shown(form: vouchers.TokenForm, state: str) -> vouchers.Token:
        await page.locator(f"[data-shows={state}]").wait_for()
        assert await page.locator(f"[data-token-{state}]").is_visible()
        token = await read_token(guest, "main")
        assert (token.form, str(token.voucher_id)) == (form, voucher["voucher_id"])
        return token

    first = await shown(vouchers.TokenForm.DISPLAY, "live")
    async with page.expect_response("**/display"):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await page.wait_for_timeout(100)
    second = await shown(vouchers.TokenForm.DISPLAY, "live")
    assert second.nonce != first.nonce
    await guest.context.set_offline(True)
    still = await shown(vouchers.TokenForm.STATIC, "still")
    assert still.valid_until == second.valid_until
    await guest.context.set_offline(False)
    await shown(vouchers.TokenForm.DISPLAY, "live")
    # Refunded elsewhere, it is asked for once more: the page turns to what became of it.
    await gives_back(theater.stage, MARKET, voucher)
    async with page.expect_navigation(url=page.url):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await page.locator(".voucher-stamp").wait_for()
    guest.faults = [fault for fault in guest.faults if "409" not in fault and OFFLINE not in fault]
