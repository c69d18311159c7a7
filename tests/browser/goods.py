"""Goods on their way: a file of them, the shelf, the cart, the counter."""

import csv
import io
from collections.abc import Sequence

import msgspec

from tests.browser import guest as as_guest
from tests.browser.reading import minor_in, number_in, until
from tests.browser.theater import Person

HEAD = ("货号", "条码", "名称", "分类", "售价", "净含量", "过敏原")
ROWS = 500
# What stands in a wrong row instead; none of them concerns another row.
WRONG: Sequence[dict[str, str]] = (
    *({"售价": text} for text in ("", "十二元", "12.345", "€12", "0", "=A1", "-3", "1e99")),
    *({"条码": text} for text in ("4006381333932", "4.00638E+12", "123", "条码")),
    *({"名称": text} for text in ("", "长" * 81, "隐\u202e藏")),
    *({"净含量": text} for text in ("一瓶", "0.5 g", "5 里")),
    {"过敏原": "石头"},
    {"分类": "很长" * 31},
)


class Article(msgspec.Struct, frozen=True):
    """One of the file's goods; the price in minor units."""

    code: str
    title: str
    price: int


def article(number: int) -> Article:
    return Article(f"G{number:04}", f"商品 {number:04}", 1000 + 37 * number)


def sheet() -> tuple[bytes, set[int]]:
    """500 goods as a file, and the numbers of the 20 rows in which something is wrong."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(HEAD)
    wrong: dict[int, dict[str, str]] = {25 * place: one for place, one in enumerate(WRONG, 1)}
    for number in range(1, ROWS + 1):
        one = article(number)
        shelf = "零食" if number % 2 else "饮料"
        cells = {"货号": one.code, "名称": one.title, "分类": shelf, "净含量": "500 g"}
        cells |= {"售价": f"¥{one.price // 100}.{one.price % 100:02}"} | wrong.get(number, {})
        write.writerow([cells.get(name, "") for name in HEAD])
    # The headings are the first row.
    return out.getvalue().encode("utf-8-sig"), {number + 1 for number in wrong}


async def goes(person: Person, path: str) -> None:
    """To an address. How these pages look is judged where all pages are (test_pages)."""
    await person.page.goto(path if "://" in path else person.stage.url + path)
    assert (person.status, person.faults) == (200, []), (path, person.faults)


async def presses(person: Person, words: str, within: str = "main") -> None:
    """A button or link that leads on."""
    place = person.page.locator(within)
    what = place.get_by_role("button", name=words, exact=True)
    async with person.page.expect_navigation(wait_until="load"):
        await what.or_(place.get_by_role("link", name=words, exact=True)).first.click()
    assert (person.status, person.faults) == (200, []), (person.page.url, person.faults)


async def sees(person: Person, words: str) -> None:
    await person.page.get_by_text(words).first.wait_for()


async def takes_the_templates_shelves(owner: Person, desk: str) -> None:
    await goes(owner, f"{desk}/items/import")
    shelves = await owner.page.locator(".import-shelf").count()
    await presses(owner, owner.say("desk.import.begin_do"))
    assert shelves
    await sees(owner, owner.say("desk.import.applied", n=shelves))


async def imports(owner: Person, desk: str, data: bytes, wrong: set[int]) -> None:
    """Sends the file, finds every wrong row named, and has the others written into all stores."""
    page = owner.page
    await goes(owner, f"{desk}/items/import")
    file = {"name": "goods.csv", "mimeType": "text/csv", "buffer": data}
    await page.locator("input[name=upload]").set_input_files([file])
    for box in await page.locator("input[name=store]").all():
        await box.check()
    await presses(owner, owner.say("desk.import.check"))
    counts = [await number_in(one) for one in await page.locator(".import-count dd").all()]
    good = ROWS - len(wrong)
    assert counts == [good, 0, 0, len(wrong)]
    faults = page.locator("tbody tr", has=page.locator(".import-value")).or_(
        page.locator("tbody tr", has_text=owner.say("desk.import.empty"))
    )
    named = await faults.locator("td:first-child").all_inner_texts()
    assert {int(text) for text in named} == wrong
    said = await faults.locator("td:last-child").all_inner_texts()
    assert all(text.strip() for text in said)
    await presses(owner, owner.say("desk.import.go", n=good))
    done = page.get_by_text(owner.say("desk.import.done", n=good))

    async def written() -> bool:
        return await done.count() > 0

    await until(owner, written, "all goods are written")


async def receives(person: Person, desk: str, what: Article, quantity: int) -> None:
    """By its number, as a scanner types it."""
    await goes(person, f"{desk}/stock/scan?do=receive&code={what.code}")
    await person.page.locator("input[name=quantity]").fill(str(quantity))
    await presses(person, person.say("desk.stock.save.receive"))
    assert await on_hand(person, desk, what) == quantity


async def on_hand(person: Person, desk: str, what: Article) -> int:
    """How many are there, as the shelf's page says."""
    await goes(person, f"{desk}/stock?q={what.code}")
    figures = person.page.locator(".stock-figures > div", has_text=person.say("desk.stock.on_hand"))
    return await number_in(figures.locator("dd"))


async def sends(owner: Person, desk: str, to: str, what: Article, quantity: int) -> str:
    """Goods leave for another store; gives the transfer's number in URLs."""
    page = owner.page
    await goes(owner, f"{desk}/stock/transfers/new?code={what.code}")
    await page.locator("select[name=to]").select_option(label=to)
    await page.locator("input[name=quantity_0]").fill(str(quantity))
    await presses(owner, owner.say("desk.transfer.send"))
    return owner.path.rsplit("/", 1)[-1]


async def unpacks(clerk: Person, desk: str, transfer: str) -> None:
    await goes(clerk, f"{desk}/stock/transfers/{transfer}")
    await presses(clerk, clerk.say("desk.transfer.arrived"))
    await sees(clerk, clerk.say("desk.transfer.done.arrived"))


async def buys(buyer: Person, market: str, store: str, what: Article) -> str:
    """From the store's range over its cart to the provider and back; gives the code of what waits."""
    page = buyer.page
    await goes(buyer, f"/{market}/stores/{store}/range?q={what.title}")
    async with page.expect_navigation(wait_until="load"):
        await page.locator("main").get_by_text(what.title).first.click()
    await presses(buyer, buyer.say("goods.add"))
    async with page.expect_navigation(wait_until="load"):
        await page.locator(".cart-link").click()
    assert await minor_in(page.locator(".cart-line .strong").first) == what.price
    async with page.expect_navigation(wait_until="load"):
        await page.get_by_role("button", name=buyer.say("consumer.checkout.pay"), exact=True).click()
    assert page.url.startswith(buyer.stage.pay_url)
    async with page.expect_navigation(wait_until="load"):
        await page.locator("button.pay").click()
    code = page.locator(".voucher-code")

    async def paid() -> bool:
        return await code.count() > 0

    await until(buyer, paid, "the goods wait")
    assert (await as_guest.fact(buyer, "consumer.order.number")).strip()
    return (await code.inner_text()).replace(" ", "")


async def looks_up(clerk: Person, counter: str, code: str) -> None:
    await goes(clerk, counter)
    await clerk.page.locator("#lookup input[name=code]").fill(code)
    async with clerk.page.expect_navigation(wait_until="load"):
        await clerk.page.locator("#lookup button").click()
    assert clerk.status == 200


async def hands_over(clerk: Person, counter: str, code: str, what: Article) -> None:
    await looks_up(clerk, counter, code)
    assert await clerk.page.locator(".ticket", has_text=what.title).count() == 1
    await presses(clerk, clerk.say("counter.goods.hand_over"))
    assert await clerk.page.locator("main[data-outcome=ok]").is_visible()


async def takes_back(clerk: Person, counter: str, code: str) -> None:
    """One comes back over the counter and goes back to the shelf."""
    await looks_up(clerk, counter, code)
    page = clerk.page
    await page.locator("input[id^=handed-]").fill("1")
    await page.locator("input[name=reason]").fill("买错了")
    await presses(clerk, clerk.say("counter.goods.return_now"))
    assert await page.locator("main[data-outcome=ok]").is_visible()
