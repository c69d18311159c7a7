"""The room's lists: filters in the URL, pages by key, the same number of queries, and the whole as CSV."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from zoneinfo import ZoneInfo

import msgspec
import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.ids import derived
from linli.modules import merchants
from linli.web.operator.listing import BATCH, PAGE
from linli.web.shared.dense import csv_value
from tests import cast
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, SLUG, Browser, Stage

LISTS = ("orders", "vouchers", "refunds", "merchants", "stores", "reviews", "people")
WORKINGS = ("ledger/accounts", "ledger/set-aside", "journal", "outbox", "jobs", "guessing", "trail")


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def listing(slug: str, name: str) -> merchants.Store:
    """A place that nobody runs."""
    return msgspec.structs.replace(
        cast.NOODLES, store_id=derived("room", slug), slug=slug, name=name, name_en="", merchant_id=None
    )


async def used(stage: Stage, times: int = 1) -> None:
    """Orders that were paid and used, each with a review."""
    for _ in range(times):
        (voucher,) = await stage.buy()
        await stage.redeem(voucher)
        await stage.review(voucher)
    await stage.settle()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_list_is_calm_when_it_is_empty(stage: Stage, language: str) -> None:
    director = await colleague(stage, "director", language)
    for path in (*LISTS, *WORKINGS):
        assert (await director.get(f"{ROOM}/{path}")).status_code == 200, path
    page = (await director.get(f"{ROOM}/orders")).text
    assert ("No orders yet" if language == "en" else "还没有订单") in page
    page = (await director.get(f"{ROOM}/orders?state=paid")).text
    assert ("Nothing matches" if language == "en" else "没有符合条件的") in page


async def test_each_list_costs_the_same_for_one_row_and_for_four(stage: Stage) -> None:
    director = await colleague(stage, "director")
    await used(stage)
    paths = [f"{ROOM}/{path}" for path in (*LISTS, *WORKINGS)]
    before = {path: await stage.queries(director, path) for path in paths}
    await used(stage, 3)
    assert {path: await stage.queries(director, path) for path in paths} == before


async def test_filters_stand_in_the_url_and_are_kept_by_the_form_and_the_export(stage: Stage) -> None:
    director = await colleague(stage, "director")
    await used(stage)
    await stage.buy()
    for state, number in (("paid", 1), ("completed", 1), ("refunded", 0)):
        answer = await director.get(f"{ROOM}/orders.csv?state={state}")
        assert len(rows_of(answer.text)) == number, state
    page = (await director.get(f"{ROOM}/orders?state=paid&store=noodles")).text
    assert '<option value="paid" selected>' in page
    assert f"{ROOM}/orders.csv?state=paid&amp;store=noodles" in page
    # The market's own day: for a third of the time it is another one than in UTC.
    day = stage.db.clock().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    assert len(rows_of((await director.get(f"{ROOM}/orders.csv?since={day}&until={day}")).text)) == 2
    assert not rows_of((await director.get(f"{ROOM}/orders.csv?until=2020-01-01")).text)


async def test_a_number_finds_its_order_and_a_code_its_voucher(stage: Stage) -> None:
    director = await colleague(stage, "director")
    (voucher,) = await stage.buy()
    await stage.buy()
    (order,) = [row for row in await _orders(director) if row["Order"]][:1]
    assert len(await _orders(director, f"?q={order['Order'].replace(' ', '+')}")) == 1
    assert not await _orders(director, "?q=123")
    found = rows_of((await director.get(f"{ROOM}/vouchers.csv?q={voucher.code}")).text)
    assert [row["Code"] for row in found] == [f"…{voucher.code_tail}"]
    assert voucher.code not in (await director.get(f"{ROOM}/vouchers")).text


async def _orders(browser: Browser, query: str = "") -> list[dict[str, str]]:
    return rows_of((await browser.get(f"{ROOM}/orders.csv{query}")).text)


@pytest.mark.parametrize(
    "query",
    [
        "state=nowhere",
        "since=yesterday",
        "until=9999-12-31",
        "after=%21%21",
        "person=somebody",
        "q=" + "x" * 201,
    ],
)
async def test_a_filter_that_means_nothing_is_refused(stage: Stage, query: str) -> None:
    director = await colleague(stage, "director")
    assert (await director.get(f"{ROOM}/orders?{query}")).status_code == 422
    assert (await director.get(f"{ROOM}/orders?state=")).status_code == 200


async def test_a_long_list_is_paged_and_exported_whole(stage: Stage) -> None:
    director = await colleague(stage, "director")
    async with stage.db.work() as work:
        found = [listing(f"place-{number:04d}", f"Place {number:04d}") for number in range(BATCH + 80)]
        await merchants.import_listings(work, MARKET, found)
    first = (await director.get(f"{ROOM}/stores")).text
    assert first.count("<tr>") == PAGE + 1
    path, seen = f"{ROOM}/stores", 0
    while path:
        page = (await director.get(path)).text
        seen += page.count('<th scope="row">')
        ahead, more, _ = page.partition('rel="next"')
        path = ahead.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") if more else ""
    exported = rows_of((await director.get(f"{ROOM}/stores.csv")).text)
    # The two shops of the stage are among them.
    assert seen == len(exported) == BATCH + 82
    assert len({row["Name in URL"] for row in exported}) == BATCH + 82


async def test_the_oldest_come_first_where_that_is_wished(stage: Stage) -> None:
    director = await colleague(stage, "director")
    for _ in range(3):
        await stage.buy()
    newest = [row["Order"] for row in await _orders(director)]
    assert [row["Order"] for row in await _orders(director, "?order=oldest")] == newest[::-1]
    page = (await director.get(f"{ROOM}/orders?order=oldest")).text
    assert 'aria-sort="ascending"' in page


async def test_an_export_is_a_file_and_is_on_record(stage: Stage) -> None:
    director = await colleague(stage, "director")
    answer = await director.get(f"{ROOM}/orders.csv?state=paid")
    assert answer.headers["content-type"].startswith("text/csv")
    assert f'filename="{SLUG}-orders-' in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeffOrder,")
    (deed,) = rows_of((await director.get(f"{ROOM}/trail.csv?action=list_exported&subject=orders")).text)
    assert deed["Who"] == "Director"
    assert "paid" in deed["Facts"]


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-1", "@sum(A1)", "\tx", "＝1", "  =1"])
def test_no_text_of_an_export_is_a_formula(text: str) -> None:
    assert csv_value(text, "UTC") == f"'{text}"


async def test_a_name_that_is_a_formula_is_exported_as_a_text(stage: Stage) -> None:
    director = await colleague(stage, "director")
    async with stage.db.work() as work:
        await merchants.import_listings(work, MARKET, [listing("formula", '=HYPERLINK("x")')])
    exported = rows_of((await director.get(f"{ROOM}/stores.csv")).text)
    assert '\'=HYPERLINK("x")' in [row["Store"] for row in exported]
