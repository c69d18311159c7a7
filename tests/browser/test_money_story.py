"""Each cent of a statement: to its entry, to its order, into every file, and what the operator sees of it."""

import pytest

from tests.browser import errands, money, sign_in
from tests.browser.guest import fact
from tests.browser.reading import minor, minor_in
from tests.browser.theater import DESKTOP, PHONE, Person, Theater

# Columns of a statement's lines on the owner's page.
ORDER, AMOUNT = 3, 6
SHOWN = [("hangzhou", "zh", PHONE), ("helsinki", "en", DESKTOP)]


@pytest.mark.parametrize(("market", "locale", "size"), SHOWN, ids=["hangzhou-zh", "helsinki-en"])
async def test_each_cent_can_be_traced_by_its_owner_and_by_the_operator(
    theater: Theater, market: str, locale: str, size: tuple[int, int]
) -> None:
    owner = await theater.person("owner of money", locale, size=size)
    one = errands.signs_in(market, "owner")
    desk = f"/{market}/desk/{one.store}"
    await sign_in.by_password(owner, market, one.phone, f"{desk}/money")
    await owner.look("money")
    earned = await money.figure(owner, owner.say("desk.money.earned"))
    number, total = await a_statement_adds_up(owner)
    await a_line_leads_to_its_order(owner)

    operator = await theater.person("operator of money", locale, size=DESKTOP)
    room = f"/{market}/operator"
    await sign_in.by_password(operator, market, errands.signs_in(market, "operator").phone, f"{room}/finance")
    await operator.look("finance")
    await the_operator_sees_the_same(operator, room, number, total, earned)
    for page in ("payouts", "rules", f"rules/explanation?store={one.store}", "days", "disputes"):
        await operator.visit(f"{room}/{page}")


async def a_statement_adds_up(owner: Person) -> tuple[str, int]:
    """The latest paid statement as page, files and paper; gives its number and total."""
    page = owner.page
    paid = page.locator("a.list-row", has_text=owner.say("desk.statement_state.paid"))
    await owner.press(owner.say("desk.statements.title"), "statements")
    await owner.press(paid.first, "statement")
    total = await minor_in(page.locator("main .stat-value"))
    shown = await money.amounts_in(page.locator(".lines tbody tr"), AMOUNT)
    assert shown and sum(shown) == total
    assert money.in_csv(await money.file_of(owner, "CSV")) == shown
    assert money.in_xlsx(await money.file_of(owner, "XLSX")) == (shown, total)
    statement = owner.path
    await owner.press(owner.say("desk.statement.print"), "on paper")
    number = await page.locator(".paper-head dd").first.inner_text()
    carried = page.locator(".paper-lines tfoot td.number")
    assert await minor_in(carried.last) == total
    on_paper = page.locator(".paper-lines tbody tr:not(.paper-carry)")
    assert await money.amounts_in(on_paper, AMOUNT) == shown
    await owner.visit(statement, "statement again")
    return number, total


async def a_line_leads_to_its_order(owner: Person) -> None:
    """From a line of the statement to how it was reckoned, and on to the order and its voucher."""
    page = owner.page
    line = page.locator(".lines tbody tr", has=page.locator(f"td:nth-child({ORDER})", has_text="-")).first
    order = await line.locator(f"td:nth-child({ORDER})").inner_text()
    amount = await minor_in(line.locator(f"td:nth-child({AMOUNT})"))
    await owner.press(line.locator("th a"), "entry")
    parts, comes_to = await money.reckoned(owner)
    assert sum(parts) == comes_to == amount
    assert await fact(owner, "desk.orders.number") == order
    voucher = await fact(owner, "desk.entry.voucher")
    await owner.press(owner.say("desk.entry.order"), "order behind it")
    assert order in await page.locator(".page-head-text").inner_text()
    assert await page.locator(".list-row-title", has_text=voucher).count() == 1


async def the_operator_sees_the_same(
    operator: Person, room: str, number: str, total: int, earned: int
) -> None:
    """The same statement, to the cent; its orders; and the merchant's money as its owner reads it."""
    page = operator.page
    await operator.visit(f"{room}/statements?state=paid", "statements of the market")
    row = page.locator(".dense tbody tr", has=page.get_by_role("link", name=number, exact=True))
    await operator.press(row.locator("th a"), "statement of the market")
    assert minor(await fact(operator, "operator.col.total")) == total
    amounts = await page.locator(".dense tbody tr td:last-child").all_inner_texts()
    assert sum(minor(text) for text in amounts) == total
    await operator.press(operator.say("operator.merchant_money.title"), "money of the merchant")
    balance = await money.figure(operator, operator.say("operator.merchant_money.balance"))
    assert balance == earned
