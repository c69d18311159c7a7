"""Reconciliation in the operator's room: days, the queue, one difference, and what is done about it."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from io import StringIO

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import payments, reconciliation
from linli.modules.reconciliation import Difference, DifferenceFilter, DifferenceState
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, Stage

DAY = date(2026, 3, 5)
WHY = "asked the provider"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def strangers(stage: Stage, count: int, day: date = DAY) -> list[Difference]:
    """A bill with payments that nobody knows."""
    lines = tuple(
        payments.BillLine(
            kind=payments.BillKind.CHARGE,
            provider_ref=f"pay_{ids.new_code(9)}",
            reference=None,
            amount_minor=4200,
            fee_minor=25,
            currency="CNY",
            at=datetime.combine(day, time(12), UTC),
        )
        for _ in range(count)
    )
    bill = payments.Bill(provider="sandbox", day=day, zone="UTC", lines=lines, raw=msgspec.json.encode(lines))
    await reconciliation.reconcile_bill(stage.db, MARKET, bill)
    async with stage.db.read() as reader:
        wanted = DifferenceFilter(day=day, state=DifferenceState.OPEN)
        return list((await reconciliation.differences(reader, MARKET, wanted)).items)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_pages_are_calm_when_there_is_nothing(stage: Stage, language: str) -> None:
    finance = await colleague(stage, "finance", language)
    for path, word in (
        ("reconciliation", {"en": "No day has been read yet", "zh": "还没有对过账的日子"}),
        ("differences", {"en": "Nothing differs", "zh": "没有差异"}),
    ):
        answer = await finance.get(f"{ROOM}/{path}")
        assert answer.status_code == 200 and word[language] in answer.text


async def test_days_and_queue_show_the_same_rows_as_their_exports(stage: Stage) -> None:
    finance = await colleague(stage, "finance")
    await strangers(stage, 2)
    await strangers(stage, 1, date(2026, 3, 6))
    days = list(
        csv.DictReader(StringIO((await finance.get(f"{ROOM}/reconciliation.csv")).text.lstrip("\ufeff")))
    )
    assert [(row["Day"], row["Open"], row["Billed in"]) for row in days] == [
        ("2026-03-06", "1", "42.00"),
        ("2026-03-05", "2", "84.00"),
    ]
    for query, count in (
        ("", 3),
        ("?day=2026-03-05", 2),
        ("?day=2026-03-05&difference=missing_here&state=open&provider=sandbox", 2),
        ("?difference=payout", 0),
        ("?provider=alipay", 0),
        ("?taken=mine", 0),
    ):
        rows = csv.DictReader(StringIO((await finance.get(f"{ROOM}/differences.csv{query}")).text))
        assert len(list(rows)) == count, query
    assert (await finance.get(f"{ROOM}/differences?difference=nonsense")).status_code == 422
    assert (await finance.get(f"{ROOM}/reconciliation?since=nonsense")).status_code == 422


async def test_the_lists_cost_the_same_for_one_row_and_for_four(stage: Stage) -> None:
    finance = await colleague(stage, "finance")
    await strangers(stage, 1)
    paths = [f"{ROOM}/reconciliation", f"{ROOM}/differences"]
    before = {path: await stage.queries(finance, path) for path in paths}
    for number in range(3):
        await strangers(stage, 1, date(2026, 3, 6 + number))
    assert {path: await stage.queries(finance, path) for path in paths} == before


async def test_one_difference_is_taken_on_explained_and_closed(stage: Stage) -> None:
    finance = await colleague(stage, "finance")
    (one,) = await strangers(stage, 1)
    page = f"{ROOM}/differences/{one.difference_id}"
    first = (await finance.get(page)).text
    for word in (
        "On the bill",
        "What we know",
        "In the ledger",
        "42",
        "Send it back",
        one.provider_ref or "?",
    ):
        assert word in first
    assert (await finance.post(f"{page}/taking")).status_code == 303
    assert "Finance, since" in (await finance.get(page)).text
    assert (
        len(list(csv.DictReader(StringIO((await finance.get(f"{ROOM}/differences.csv?taken=mine")).text))))
        == 1
    )
    assert (await finance.post(f"{page}/explanation", why="")).status_code == 422
    refused = await finance.post(f"{page}/link", why=WHY, order="12")
    assert refused.status_code == 422 and "was not done" in refused.text
    assert (await finance.post(f"{page}/explanation", why=WHY)).status_code == 303
    closed = (await finance.get(page)).text
    assert WHY in closed and "Explain and close" not in closed
    again = await finance.post(f"{page}/explanation", why=WHY)
    assert again.status_code == 409 and "closed this difference already" in again.text
    assert 'badge-good">Closed' in (await finance.get(f"{ROOM}/reconciliation")).text


async def test_money_is_sent_back_and_a_correction_booked_from_the_page(stage: Stage) -> None:
    finance = await colleague(stage, "finance", "zh")
    one, other = await strangers(stage, 2)
    assert (await finance.post(f"{ROOM}/differences/{one.difference_id}/return", why=WHY)).status_code == 303
    assert "正在退回给付款人" in (await finance.get(f"{ROOM}/differences/{one.difference_id}")).text
    assert (
        await finance.post(f"{ROOM}/differences/{other.difference_id}/correction", why=WHY)
    ).status_code == 303
    page = (await finance.get(f"{ROOM}/differences/{other.difference_id}")).text
    assert "已更正" in page and "入账更正" in page


async def test_other_roles_and_other_markets_are_kept_out(stage: Stage) -> None:
    (one,) = await strangers(stage, 1)
    for role, status in (("support", 403), ("reviewer", 403), ("foreigner", 404)):
        browser = await colleague(stage, role)
        for path in ("reconciliation", "differences", f"differences/{one.difference_id}"):
            assert (await browser.get(f"{ROOM}/{path}")).status_code == status, (role, path)
    finance = await colleague(stage, "finance")
    assert (await finance.get(f"{ROOM}/differences/{ids.uuid7()}")).status_code == 404
