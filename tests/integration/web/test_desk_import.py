"""Articles by file at the desk: sent, looked at, imported once; taken out again, and read in unchanged."""

import csv
import io
from collections.abc import AsyncIterator

import httpx
import openpyxl
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.signing import Signer
from linli.modules import items
from linli.web.shared import security
from tests.integration.web.shop_stage import MARKET, NOODLES, SEED, SETTINGS, SLUG, Browser, Stage, open_stage

ITEMS = f"/{SLUG}/desk/noodles/items"
FILE = "货号,名称,分类,售价,颜色\nN1,片儿川,面,18,x\nN2,虾爆鳝面,面,三十,\n,汤,,=1+1,\n"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def send(browser: Browser, data: bytes, name: str = "menu.csv") -> httpx.Response:
    token = security.form_token(Signer(SETTINGS.secret, "forms"), SEED)
    form = {"csrf_token": token}
    return await browser.http.post(f"{ITEMS}/import", data=form, files={"upload": (name, data)})


async def titles(stage: Stage) -> list[str]:
    async with stage.db.read() as reader:
        return [one.title for one in (await items.items_of_store(reader, MARKET, NOODLES)).items]


async def test_a_file_is_checked_imported_once_and_its_wrong_rows_are_mended(stage: Stage) -> None:
    browser = await stage.browser("manager")
    before = await titles(stage)
    sent = await send(browser, FILE.encode("gb18030"))
    assert sent.status_code == 303
    address = sent.headers["location"]
    page = (await browser.get(address)).text
    assert "This is not an amount we can read. Write it like 12.50." in page
    assert "This is a formula" in page
    assert "Import 1 article" in page
    assert "颜色" in page.split("Columns we do not know")[1]
    assert await titles(stage) == before
    for _ in range(2):
        assert (await browser.post(f"{address}/confirmation", make_shelves="yes")).status_code == 303
    assert sorted(await titles(stage)) == sorted([*before, "片儿川"])
    assert "1 article was written." in (await browser.get(address)).text

    mending = (await browser.get(f"{address}/mending/csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(mending)))
    assert [row[1] for row in rows] == ["名称", "虾爆鳝面", "汤"]
    assert "12.50" in rows[1][-1]
    mended = mending.replace("三十", "30").replace("'=1+1", "6").encode()
    again = await send(browser, mended)
    assert "Nothing stands here" not in (await browser.get(again.headers["location"])).text
    await browser.post(f"{again.headers['location']}/confirmation")
    assert {"虾爆鳝面", "汤"} <= set(await titles(stage))

    book = await browser.get(f"{ITEMS}/export/xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.values)
    place = rows[0].index("名称")
    assert {row[place] for row in rows[1:]} == set(await titles(stage))
    unchanged = await send(browser, book.content, "menu.xlsx")
    assert "Nothing to import" in (await browser.get(unchanged.headers["location"])).text
    elsewhere = (
        await stage.browser("stranger") if "stranger" in stage.people else await stage.browser("guest")
    )
    assert (await elsewhere.get(address)).status_code in (403, 404)


async def test_a_file_that_cannot_be_read_says_why_and_a_trade_is_set_up_in_one_go(stage: Stage) -> None:
    browser = await stage.browser("manager")
    refused = await send(browser, b"\xd0\xcf\x11\xe0 old", "menu.xls")
    assert refused.status_code == 422
    assert "password or is in the old .xls format" in refused.text
    assert (await send(browser, b"", "")).status_code == 422
    for _ in range(2):
        done = await browser.post(f"{ITEMS}/template", trade="restaurant")
        assert done.status_code == 303
    assert "7 categories are ready" in (await browser.get(done.headers["location"])).text
    sample = await browser.get(f"{ITEMS}/sample/xlsx")
    told = await send(browser, sample.content, "sample.xlsx")
    page = (await browser.get(told.headers["location"])).text
    assert "Import" in page
    assert "to mend" not in page
    assert (await browser.get(f"{ITEMS}/sample/exe")).status_code == 404


async def test_a_long_file_goes_on_by_itself_and_leaves_out_what_was_taken_meanwhile(stage: Stage) -> None:
    browser = await stage.browser("manager")
    rows = "".join(f"L{number:04},商品 {number:04},{number}\n" for number in range(1, 1103))
    sent = await send(browser, f"货号,名称,售价\n{rows}".encode())
    address = sent.headers["location"]
    assert "Import 1102 articles" in (await browser.get(address)).text.replace("1,102", "1102")
    await browser.post(f"{address}/confirmation")
    page = (await browser.get(address)).text
    assert "1,000 of 1,102" in page
    assert 'data-hx-trigger="every 2s"' in page
    taken = items.NewItem(
        kind=items.ItemKind.GOODS, title="别人的", variants=[items.NewVariant(price_minor=1, sku="L1050")]
    )
    async with stage.db.work() as work:
        await items.create_items(work, MARKET, stage.deal.merchant_id, [taken], [NOODLES])
    await stage.settle()
    page = (await browser.get(address)).text
    assert "1101 articles were written." in page.replace(",", "")
    assert "商品 1050" in page.split("left out")[1]
    async with stage.db.read() as reader:
        counts = await items.counts_of_store(reader, MARKET, NOODLES)
    assert sum(counts.values()) == 1102
