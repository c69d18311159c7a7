"""A browser that runs no script can still buy; scripts only make it quicker."""

from linli.kernel import ids
from tests.browser import guest as as_guest
from tests.browser import sign_in
from tests.browser.errands import signs_in
from tests.browser.theater import Theater


async def test_without_script_a_guest_buys_two_and_shows_the_voucher(theater: Theater) -> None:
    guest = await theater.person("no-script", "en", script=False)
    await guest.visit(f"/hangzhou/stores/{signs_in('hangzhou', 'owner').store}", "store")
    await guest.press(guest.page.locator("#deals h3 a").first, "deal")
    await guest.press(guest.say("consumer.deal.buy"), "sign in")
    phone = f"+86136{int.from_bytes(ids.uuid7().bytes[-4:]) % 10**8:08d}"
    await sign_in.by_code(guest, phone, "checkout")
    await guest.page.locator("input[name=quantity]").fill("2")
    await as_guest.orders(guest)
    await as_guest.pays(guest, "order")
    await as_guest.sees_order(guest, "paid")
    assert await guest.page.locator("main a[href*='/vouchers/']").count() == 2
    code = await as_guest.opens_voucher(guest)
    assert ids.read_code(code, 16) == code
