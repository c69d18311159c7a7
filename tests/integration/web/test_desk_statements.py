"""The owner's statements: traceable to the cent, as page, file and paper; disputed and confirmed."""

import csv
import io
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest_asyncio

from linli.kernel import clock
from linli.kernel.database import Database
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.money import Money
from linli.modules import settlement
from linli.web.merchant.money_views import EntryRow
from linli.web.merchant.sheets import FIRST, NEXT, sheets_of
from tests.integration.web.shop_stage import MARKET, SLUG, Browser, Stage, open_stage

MONEY = f"/{SLUG}/desk/noodles/money"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def drafted(stage: Stage, count: int = 2, title: str = "") -> tuple[Browser, str]:
    """The owner's browser and the address of a draft of so many vouchers, seven days after their use."""
    deal = await stage.publish(title=title or "面", title_en=title or "Noodles")
    for voucher in await stage.buy(count, deal=deal):
        await stage.redeem(voucher)
    moment = stage.db.clock() + timedelta(days=7)
    await settlement.draft_statements(Database(stage.db.pool, stage.db.journey, lambda: moment), MARKET)
    async with stage.db.read() as reader:
        statement = (await settlement.statements(reader, MARKET, stage.deal.merchant_id)).items[0]
    return await stage.browser("owner"), f"{MONEY}/statements/{statement.statement_id}"


async def test_each_cent_leads_to_its_order_and_how_it_was_reckoned(stage: Stage) -> None:
    owner, address = await drafted(stage)
    page = (await owner.get(address)).text
    entries = re.findall(rf'href="({MONEY}/entries/[^"]+)"', page)
    assert len(entries) == 2
    entry = (await owner.get(entries[0])).text
    assert f"/{SLUG}/desk/noodles/orders/" in entry
    assert "6%" in entry
    assert address in entry
    assert address in (await owner.get(f"{MONEY}/statements")).text


async def test_a_line_is_disputed_and_the_rest_is_confirmed(stage: Stage) -> None:
    owner, address = await drafted(stage)
    form = re.findall(rf'href="({address}/disputes/[^"]+)"', (await owner.get(address)).text)[0]
    refused = await owner.post(form, note="x")
    assert refused.status_code == 422
    assert (await owner.post(form, note="another rate was agreed")).status_code == 303
    assert "another rate was agreed" in (await owner.get(address)).text
    assert (await owner.get(form)).status_code == 404
    for _ in range(2):
        assert (await owner.post(f"{address}/confirmation")).status_code == 303
    assert f"{address}/confirmation" not in (await owner.get(address)).text


async def test_files_say_what_the_page_says_and_no_title_is_a_formula(stage: Stage) -> None:
    owner, address = await drafted(stage, title='=HYPERLINK("http://x")')
    lines = list(
        csv.reader(io.StringIO((await owner.get(f"{address}/lines.csv")).content.decode("utf-8-sig")))
    )
    assert len(lines) == 3
    assert all(line[2].startswith("'=") for line in lines[1:])
    book = await owner.get(f"{address}/lines.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        everything = "".join(parts.read(name).decode() for name in parts.namelist())
    assert "<f>" not in sheet
    assert "=HYPERLINK" in everything
    amounts = [float(value) for value in re.findall(r'<c r="I[0-9]+"[^>]*><v>(-?[0-9.]+)</v>', sheet)]
    total = sum(float(line[8]) for line in lines[1:])
    assert amounts[-1] == round(total, 2)


async def test_the_sheets_of_paper_say_who_what_and_how_much(stage: Stage) -> None:
    owner, address = await drafted(stage)
    paper = (await owner.get(f"{address}/print")).text
    async with stage.db.read() as reader:
        which = UUID(address.rpartition("/")[2])
        statement = await settlement.statement(reader, MARKET, which, None)
    assert statement.number in paper
    assert paper.count('class="paper"') == 1


def test_sums_are_carried_from_sheet_to_sheet() -> None:
    one = Money(7, "CNY")
    nothing = Money(0, "CNY")
    row = EntryRow(
        entry_id=UUID(int=1),
        at=clock.now(),
        kind="released",
        part="store",
        title="",
        number="",
        store="",
        gross=one,
        commission=nothing,
        others=nothing,
        amount=one,
        note="",
        href="",
    )
    sheets = sheets_of([row] * (FIRST + NEXT + 1), "CNY")
    assert [sheet.carried.minor for sheet in sheets] == [0, 7 * FIRST, 7 * (FIRST + NEXT)]
    assert [sheet.until.minor for sheet in sheets] == [7 * FIRST, 7 * (FIRST + NEXT), 7 * (FIRST + NEXT + 1)]
    assert [len(sheet.rows) for sheet in sheets] == [FIRST, NEXT, 1]
    assert len(sheets_of([], "CNY")) == 1
