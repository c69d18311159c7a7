"""What a consumer does on a phone."""

from tests.browser.reading import until
from tests.browser.theater import Person


async def goes_to_checkout(guest: Person, deal_path: str) -> None:
    """From the deal's page; whoever is not signed in stands before the sign-in page."""
    if guest.path != deal_path:
        await guest.visit(deal_path, "deal")
    await guest.press(guest.say("consumer.deal.buy"), "checkout")


async def orders(guest: Person, quantity: int = 1) -> None:
    """From the checkout to the provider's page."""
    for _ in range(quantity - 1):
        await guest.page.get_by_role("button", name=guest.say("action.add")).click()
    if quantity > 1:
        await guest.page.get_by_text(guest.say("consumer.checkout.deal_times", n=quantity)).wait_for()
    await guest.press(
        guest.page.get_by_role("button", name=guest.say("consumer.checkout.pay"), exact=True), "provider"
    )
    assert guest.page.url.startswith(guest.stage.pay_url)


async def pays(guest: Person, seen: str, fault: str = "none") -> None:
    """On the provider's page, with something going wrong where a fault is named; back on the order's page."""
    if fault != "none":
        await guest.page.locator("details.trouble summary").click()
        await guest.page.locator(f"input[name=fault][value={fault}]").check()
    await guest.press(guest.page.locator("button.pay"), seen)
    assert guest.page.url.startswith(guest.stage.url)


async def turns_back(guest: Person, seen: str) -> None:
    """Leaves the provider's page without paying."""
    await guest.press(guest.page.locator("button.cancel"), seen)


async def opens_voucher(guest: Person) -> str:
    """The first voucher of the order in front; gives its code as it is shown."""
    await guest.press(guest.page.locator("main a[href*='/vouchers/']").first, "voucher")
    return (await guest.page.locator(".voucher-code").inner_text()).replace(" ", "")


def headline(guest: Person, state: str) -> str:
    return guest.say(f"consumer.order.headline.{state}")


async def sees_order(guest: Person, state: str) -> None:
    """The order's page comes to say this, by itself or after a reload."""

    async def says() -> bool:
        return headline(guest, state) in await guest.page.locator("h1").all_inner_texts()

    await until(guest, says, f"the order is {state}")


async def line(guest: Person) -> list[str]:
    """What the order's line says has happened, in order."""
    return await guest.page.locator(".timeline-done .timeline-label").all_inner_texts()


async def fact(guest: Person, key: str) -> str:
    """One line of the order's facts."""
    return await guest.page.locator("dl.facts dt", has_text=guest.say(key)).locator("+ dd").inner_text()


async def reviews(guest: Person, marks: dict[str, int], text: str) -> None:
    """From the order's page: three marks and a text."""
    await guest.press(guest.say("consumer.order.review.action"), "review form")
    for name, mark in marks.items():
        await guest.page.locator(
            "label.chip", has=guest.page.locator(f"input[name={name}][value='{mark}']")
        ).click()
    await guest.page.locator("textarea[name=body]").fill(text)
    await guest.press(guest.say("consumer.review.publish"), "reviewed")
