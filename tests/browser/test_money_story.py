"""Each cent of a statement: to its entry, to its order, into every file, and what the operator sees of it."""

import re

import pytest
from playwright.async_api import Locator

from tests.browser import errands, money, sign_in
from tests.browser.guest import fact
from tests.browser.reading import minor, minor_in
from tests.browser.theater import DESKTOP, PHONE, Person, Theater

# Columns of a statement's lines on the owner's page.
ORDER, AMOUNT = 3, 6
A_NUMBER = re.compile(r"\d")
SHOWN = [("hangzhou", "zh", PHONE), ("helsinki", "en", DESKTOP)]


@pytest.mark.parametrize(("market", "locale", "size"), SHOWN, ids=["hangzhou-zh", "helsinki-en"])
async def test_each_cent_can_be_traced_by_its_owner_and_by_the_operator(
    theater: Theater, market: str, locale: str, size: tuple[int, int]
) -> None:
    owner = await theater.person("owner of money", locale, size=size)
    one = errands.signs_in(market, "owner")
    desk = f"/{market}/desk/{one.store}"
    await sign_in.by_password(owner, market, one.phone, f"{desk}/money")
    earned = [await money.figure(owner, owner.say("desk.money.earned"))]
    number, total = await a_statement_adds_up(owner)
    await a_line_leads_to_its_order(owner)

    operator = await theater.person("operator of money", locale, size=DESKTOP)
    room = f"/{market}/operator"
    await sign_in.by_password(operator, market, errands.signs_in(market, "operator").phone, f"{room}/finance")
    balance = await the_operator_sees_the_same(operator, room, number, total)
    # A payout may have left in between.
    await goes_to(owner, f"{desk}/money")
    earned.append(await money.figure(owner, owner.say("desk.money.earned")))
    assert balance in earned
    for place in ("payouts", "rules", f"rules/explanation?store={one.store}", "days", "disputes"):
        await goes_to(operator, f"{room}/{place}")


async def follows(person: Person, what: Locator | str) -> None:
    """A link to the next page. How these pages look is judged where all pages are (test_pages)."""
    async with person.page.expect_navigation(wait_until="load"):
        await person.find(what).click()
    assert (person.status, person.faults) == (200, [])


async def goes_to(person: Person, path: str) -> None:
    await person.page.goto(person.stage.url + path)
    assert (person.status, person.faults) == (200, [])


async def a_statement_adds_up(owner: Person) -> tuple[str, int]:
    """The latest paid statement as page, files and paper; gives its number and total."""
    page = owner.page
    paid = page.locator("a.list-row", has_text=owner.say("desk.statement_state.paid"))
    await follows(owner, owner.say("desk.statements.title"))
    await follows(owner, paid.first)
    total = await minor_in(page.locator("main .stat-value"))
    shown = await money.amounts_in(page.locator(".lines tbody tr"), AMOUNT)
    assert shown and sum(shown) == total
    assert money.in_csv(await money.file_of(owner, "CSV")) == shown
    assert money.in_xlsx(await money.file_of(owner, "XLSX")) == (shown, total)
    statement = owner.path
    await follows(owner, owner.say("desk.statement.print"))
    number = await page.locator(".paper-head dd").first.inner_text()
    carried = page.locator(".paper-lines tfoot td.number")
    assert await minor_in(carried.last) == total
    on_paper = page.locator(".paper-lines tbody tr:not(.paper-carry)")
    assert await money.amounts_in(on_paper, AMOUNT) == shown
    await goes_to(owner, statement)
    return number, total


async def a_line_leads_to_its_order(owner: Person) -> None:
    """From a line of the statement to how it was reckoned, and on to the order and its voucher."""
    page = owner.page
    line = page.locator(
        ".lines tbody tr", has=page.locator(f"td:nth-child({ORDER})", has_text=A_NUMBER)
    ).first
    order = await line.locator(f"td:nth-child({ORDER})").inner_text()
    amount = await minor_in(line.locator(f"td:nth-child({AMOUNT})"))
    await follows(owner, line.locator("th a"))
    parts, comes_to = await money.reckoned(owner)
    assert sum(parts) == comes_to == amount
    assert await fact(owner, "desk.orders.number") == order
    voucher = await fact(owner, "desk.entry.voucher")
    await follows(owner, owner.say("desk.entry.order"))
    assert order in await page.locator(".page-head-text").inner_text()
    assert await page.locator(".list-row-title", has_text=voucher).count() == 1


async def the_operator_sees_the_same(operator: Person, room: str, number: str, total: int) -> int:
    """The same statement, to the cent; gives what its merchant has, as the operator reads it."""
    page = operator.page
    await goes_to(operator, f"{room}/statements?state=paid")
    row = page.locator(".dense tbody tr", has=page.get_by_role("link", name=number, exact=True))
    await follows(operator, row.locator("th a"))
    assert minor(await fact(operator, "operator.col.total")) == total
    amounts = await page.locator(".dense tbody tr td:last-child").all_inner_texts()
    assert sum(minor(text) for text in amounts) == total
    await follows(operator, operator.say("operator.merchant_money.title"))
    return await money.figure(operator, operator.say("operator.merchant_money.balance"))
