"""Goods at the desk without a mouse: a file with a wrong row, the list as a sheet, a hand scanner."""

import csv
import io

from tests.browser import goods, sign_in
from tests.browser.chain_cast import founded
from tests.browser.goods import goes, presses, sees
from tests.browser.reading import number_in
from tests.browser.theater import DESKTOP, Person, Theater

MARKET = "hangzhou"
HEAD = ("货号", "条码", "名称", "售价")
GOOD, OTHER = ("K0001", "4006381333931", "键盘茶", "12.50"), ("K0002", "", "键盘杯", "30")
WRONG = ("K0003", "4006381333932", "键盘碗", "十二元")


async def test_goods_are_sent_edited_taken_back_and_scanned_by_keyboard(theater: Theater) -> None:
    cast = await founded(theater.stage, MARKET)
    desk = cast.desk(cast.head.slugs[0])
    owner = await theater.person("owner at the keyboard", "zh", size=DESKTOP)
    await sign_in.by_password(owner, MARKET, cast.head.owner, desk)
    await sends_a_file_with_a_wrong_row(owner, desk)
    await types_in_the_sheet_and_takes_it_back(owner, desk)
    await scans_with_a_hand_scanner(owner, desk)


async def sends_a_file_with_a_wrong_row(owner: Person, desk: str) -> None:
    """The wrong row is named, cell by cell; the others are written."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, GOOD, OTHER, WRONG])
    await goes(owner, f"{desk}/items/import")
    file = {"name": "keys.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode("utf-8-sig")}
    await owner.page.locator("input[name=upload]").set_input_files([file])
    await presses(owner, owner.say("desk.import.check"))
    counts = [await number_in(one) for one in await owner.page.locator(".import-count dd").all()]
    assert counts == [2, 0, 0, 1]
    await sees(owner, "十二元")
    await sees(owner, "4006381333932")
    await presses(owner, owner.say("desk.import.go", n=2))
    await sees(owner, owner.say("desk.import.done", n=2))


async def types_in_the_sheet_and_takes_it_back(owner: Person, desk: str) -> None:
    """Down to a line, Enter into its name, typed over, Ctrl+S; then Undo."""
    page, was = owner.page, f'input[value="{GOOD[2]}"]'
    await goes(owner, f"{desk}/items?q={GOOD[0]}")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.value") == GOOD[2]
    await page.keyboard.press("Control+a")
    await page.keyboard.type("改了名的茶")
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.value") == GOOD[2], "Escape brings back what was there"
    await page.keyboard.press("Control+a")
    await page.keyboard.type("改了名的茶")
    async with page.expect_navigation(wait_until="load"):
        await page.keyboard.press("Control+s")
    assert (owner.status, owner.faults) == (200, [])
    assert await page.locator('input[value="改了名的茶"]').count() == 1
    await page.get_by_role("button", name=owner.say("desk.items.undo"), exact=True).focus()
    async with page.expect_navigation(wait_until="load"):
        await page.keyboard.press("Enter")
    assert await page.locator(was).count() == 1


async def scans_with_a_hand_scanner(owner: Person, desk: str) -> None:
    """Digits and Enter, as a scanner types them into the field that waits; then how many, and Enter."""
    page = owner.page
    await goes(owner, f"{desk}/stock/scan?do=receive")
    # Enter says nothing on a page that nobody can have seen yet.
    await page.keyboard.type(GOOD[1], delay=40)
    async with page.expect_navigation(wait_until="load"):
        await page.keyboard.press("Enter")
    await sees(owner, GOOD[2])
    await page.keyboard.type("7", delay=500)
    async with page.expect_navigation(wait_until="load"):
        await page.keyboard.press("Enter")
    assert (owner.status, owner.faults) == (200, [])
    assert await goods.on_hand(owner, desk, goods.Article(GOOD[0], GOOD[2], 1250)) == 7
