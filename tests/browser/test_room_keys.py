"""The room by keyboard alone: the palette finds pages and records, a list is walked and acted upon."""

from playwright.async_api import Page

from tests.browser import errands, findings, sign_in
from tests.browser.theater import DESKTOP, Person, Theater
from tests.product import Product

ROOM = "/hangzhou/operator"


async def director(theater: Theater) -> Person:
    person = await theater.person("director", "en", size=DESKTOP)
    await sign_in.by_password(person, "hangzhou", errands.signs_in("hangzhou", "operator").phone)
    return person


async def focused(page: Page) -> str:
    return str(await page.evaluate("() => document.activeElement.textContent.trim()"))


async def chosen(page: Page, words: str) -> None:
    """The option that a screen reader is told of is this one."""
    option = page.locator("#palette [role=option][aria-selected=true]", has_text=words)
    await option.wait_for()
    told = await page.locator("#palette [role=combobox]").get_attribute("aria-activedescendant")
    assert told == await option.get_attribute("id")


async def test_the_palette_opens_a_page_and_a_record_without_a_mouse(
    theater: Theater, stage: Product
) -> None:
    props = await errands.set_up(stage, "hangzhou")
    person = await director(theater)
    page = person.page
    await person.visit(ROOM)
    await page.locator(".desk-nav a").first.focus()
    before = await focused(page)
    await page.keyboard.press("Control+k")
    await chosen(page, "Overview")
    assert not await findings.axe(page, set())
    await page.keyboard.press("Escape")
    assert await page.locator("#palette").is_hidden()
    assert await focused(page) == before
    await page.keyboard.press("Control+k")
    await chosen(page, "Overview")
    await page.keyboard.press("ArrowDown")
    await chosen(page, "Orders")
    await page.keyboard.press("ArrowUp")
    await chosen(page, "Overview")
    await page.keyboard.type("refund")
    await chosen(page, "Refunds")
    assert await page.locator("[data-palette-said]").inner_text() == "1 found"
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await person.look("refunds")
    assert person.path == f"{ROOM}/refunds"
    await page.goto(f"{stage.url}{ROOM}/orders/{props.paid}")
    number = (await page.locator("h1").inner_text()).removeprefix("Order ")
    await page.keyboard.press("Meta+k")
    await chosen(page, "Overview")
    await page.keyboard.type(number)
    await chosen(page, number)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert person.path == f"{ROOM}/orders/{props.paid}"
    await page.keyboard.press("Control+k")
    await chosen(page, "Overview")
    await page.keyboard.type("nothing is called so")
    await page.get_by_text("Nothing found").wait_for()


async def test_a_list_is_walked_filtered_and_acted_upon_without_a_mouse(theater: Theater) -> None:
    person = await director(theater)
    page = person.page
    await person.visit(f"{ROOM}/reviews")
    links = page.locator(".dense tbody tr th a")
    rows = [text.strip() for text in await links.all_inner_texts()]
    await page.locator(".dense-frame").focus()
    await page.keyboard.press("ArrowDown")
    assert await focused(page) == rows[0]
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    assert await page.locator("[data-picked]").inner_text() == "1 picked"
    await page.keyboard.press("End")
    assert await focused(page) == rows[-1]
    await page.keyboard.press("Home")
    assert await focused(page) == rows[0]
    words = await page.locator(".dense tbody tr").nth(1).locator("td").nth(2).inner_text()
    await page.locator("#picked input[name=why]").focus()
    await page.keyboard.type("an insult")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await page.get_by_text("Hidden.", exact=True).wait_for()
    await person.visit(f"{ROOM}/reviews?hidden=yes")
    assert words in await page.locator(".dense tbody").inner_text()
    await page.locator("[data-pick-all]").focus()
    await page.keyboard.press("Space")
    await page.locator("#picked input[name=why]").focus()
    await page.keyboard.type("it was none")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await page.get_by_text("Shown again.", exact=True).wait_for()
    await person.visit(f"{ROOM}/reviews?hidden=yes")
    await page.locator("select[name=hidden]").focus()
    await page.keyboard.press("Home")
    await page.keyboard.press("Tab")
    await page.locator(".room-filters button").focus()
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    assert await links.count() == len(rows)
