"""Two phones at a shop: the owner shows a code, the newcomer scans it and works there, until let go."""

import re

import pytest
from playwright.async_api import expect

from tests.browser import errands, sign_in
from tests.browser.reading import decoded
from tests.browser.theater import Person, Theater
from tests.product import Product

NEWCOMERS = {"hangzhou": "+8613912340001", "helsinki": "+358401239001"}


@pytest.mark.parametrize(("market", "locale"), [("hangzhou", "zh"), ("helsinki", "en")])
async def test_a_newcomer_scans_joins_and_is_let_go(
    stage: Product, theater: Theater, market: str, locale: str
) -> None:
    shop = errands.signs_in(market, "owner")
    staff = f"/{market}/desk/{shop.store}/staff"
    owner = await theater.person("owner", locale)
    await sign_in.by_password(owner, market, shop.phone, staff)
    await owner.look("staff")
    link = await asks(owner, "Lan")

    newcomer = await theater.person("newcomer", locale)
    await newcomer.visit(link, "invitation")
    await newcomer.press(newcomer.say("desk.join.sign_in"), "sign in")
    await sign_in.by_code(newcomer, NEWCOMERS[market], "invitation, signed in")
    await newcomer.press(newcomer.say("desk.join.accept"), "counter, joined")
    assert newcomer.path == f"/{market}/counter/{shop.store}"
    await expect(newcomer.page.get_by_text(newcomer.say("desk.done.joined"))).to_be_visible()

    await owner.visit(staff, "staff with the newcomer")
    line = owner.page.locator(".person", has_text="Lan")
    await expect(line).to_contain_text(NEWCOMERS[market][-4:])
    await line.locator("summary").click()
    await owner.press(line.get_by_role("button", name=owner.say("desk.staff.remove")), "let go")
    await expect(owner.page.locator(".person", has_text="Lan")).to_have_count(0)
    await newcomer.visit(f"/{market}/counter/{shop.store}", "refused", status=404)
    await newcomer.visit(link, "used invitation", status=410)


async def asks(owner: Person, name: str) -> str:
    """Fills the form with thumbs; the link that the code on the screen says."""
    page = owner.page
    await page.locator("#new input[name=name]").fill(name)
    await owner.press(owner.say("desk.staff.send"), "invitation made")
    assert re.search(r"/staff/invitations/[\w-]+$", owner.path)
    link = await page.locator(".link-card-url").inner_text()
    picture = await page.locator(".invitation-qr").screenshot()
    assert decoded(picture) == link, "the code says something else"
    return link
