"""What an owner does at the desk."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator

from tests.browser.reading import decoded, minor, minor_in
from tests.browser.theater import Person


@dataclass(frozen=True)
class Deal:
    """A deal as the owner types it; `usable` empty: at any hour."""

    title: str
    item: str
    price: str
    stock: int
    usable: str = ""


@dataclass(frozen=True)
class Funnel:
    """What the desk shows of a link."""

    visits: int
    orders: int
    paid: int
    redeemed: int
    reviews: int


async def publishes(owner: Person, desk: str, deal: Deal) -> str:
    """A new deal; gives the path of its page."""
    await owner.visit(f"{desk}/deals", "deals")
    await owner.press(owner.say("desk.deals.new"), "new deal")
    page = owner.page
    typed = {"title": deal.title, "price": deal.price, "stock": str(deal.stock), "per_person": "5"}
    for name, text in typed.items():
        await page.locator(f"input[name={name}]").fill(text)
    await page.locator("input[name=content_name]").first.fill(deal.item)
    await page.locator("input[name=content_price]").first.fill("30")
    if deal.usable:
        await page.locator("select[name=times]").select_option("custom")
        await page.locator("input[name=usable]").fill(deal.usable)
    button = page.get_by_role("button", name=owner.say("desk.deals.publish"), exact=True)
    await owner.press(button, "deal on sale")
    assert await page.get_by_text(owner.say("desk.done.deal_published")).is_visible()
    path = await page.get_by_role("link", name=deal.title, exact=True).get_attribute("href")
    assert path
    return path


async def makes_link(owner: Person, desk: str, channel: str, label: str) -> str:
    """A tracking link; gives its short URL as its SVG and PNG say it."""
    await owner.visit(f"{desk}/codes", "codes")
    await owner.page.locator("#new select[name=channel]").select_option(channel)
    await owner.page.locator("#new input[name=label]").fill(label)
    await owner.press(owner.say("desk.links.make"), "link made")
    card = await _card(owner, label)
    url = await card.locator(".link-card-url").inner_text()
    for key, kind in (("desk.links.png", "png"), ("desk.links.svg", "svg")):
        async with owner.page.expect_download() as download:
            await card.get_by_role("link", name=owner.say(key)).click()
        assert (await download.value).suggested_filename.endswith(f".{kind}")
        content = await asyncio.to_thread(Path(await (await download.value).path()).read_bytes)
        said = decoded(content) if kind == "png" else await _drawn(owner, content.decode())
        assert said.upper() == url.upper(), f"the {kind} says something else"
    return said


async def _card(owner: Person, label: str) -> Locator:
    """The card of the code of this name, opened from the list."""
    await owner.page.get_by_role("link", name=label, exact=True).click()
    card = owner.page.locator("article", has=owner.page.get_by_role("heading", name=label, exact=True))
    await card.wait_for()
    return card


async def _drawn(owner: Person, drawing: str) -> str:
    """What the drawing says once it is on a screen."""
    tab = await owner.context.new_page()
    await tab.set_viewport_size({"width": 600, "height": 600})
    await tab.set_content(drawing)
    said = decoded(await tab.screenshot())
    await tab.close()
    return said


async def funnel(owner: Person, desk: str, label: str) -> Funnel:
    """The link's figures, after a fresh look at the page."""
    await owner.page.goto(f"{owner.stage.url}{desk}/codes")
    card = await _card(owner, label)
    figures = [card.locator(".funnel > div").nth(place).locator("dd").first for place in range(5)]
    visits, orders, paid, redeemed, reviews = [await minor_in(figure) for figure in figures]
    return Funnel(visits // 100, orders // 100, paid, redeemed // 100, reviews // 100)


async def money(owner: Person, desk: str, what: str) -> tuple[int, int]:
    """What the shop has earned since it opened, and what waits in escrow, in minor units.

    Earned is its balance, its deposit and what was paid to its bank account: in the background statements
    are paid, and fill the deposit up.
    """
    paid = -1
    while (now_paid := await _paid_out(owner, desk)) != paid:
        paid = now_paid
        await owner.visit(f"{desk}/money", what)
        values = owner.page.locator(".stat-value")
        balance, waiting = await minor_in(values.nth(0)), await minor_in(values.nth(1))
        deposit = owner.page.locator(".stat", has_text=owner.say("desk.money.deposit")).locator(".stat-value")
        held = await minor_in(deposit) if await deposit.count() else 0
    await owner.visit(f"{desk}/money", what)
    return balance + held + paid, waiting


async def _paid_out(owner: Person, desk: str) -> int:
    """The sum of the statements that the bank has paid, in minor units."""
    await owner.visit(f"{desk}/money/statements", "statements")
    state = owner.page.get_by_text(owner.say("desk.statement_state.paid"), exact=True)
    titles = owner.page.locator(".list-row", has=state).locator(".list-row-title")
    return sum([minor(text) for text in await titles.all_inner_texts()])


async def movements(owner: Person, title: str) -> list[int]:
    """The newest amounts of this deal on the money page in front of the owner."""
    amounts = owner.page.locator("tbody tr", has_text=title).locator("td:last-child")
    return [minor(text) for text in await amounts.all_inner_texts()]


async def replies(owner: Person, desk: str, about: str, text: str) -> None:
    """Answers the review with this text."""
    await owner.visit(f"{desk}/reviews", "reviews")
    block = owner.page.locator(".review-block", has_text=about)
    await block.locator("summary").click()
    await block.locator("textarea").fill(text)
    await owner.press(block.get_by_role("button", name=owner.say("desk.reviews.send")), "replied")
    assert await owner.page.get_by_text(text).first.is_visible()
