"""Ten digits: shown to their holder, taken at the counter; guessing at them closes them, and is seen."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

import pytest_asyncio

from linli.kernel import ids
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import notices, vouchers
from linli.modules.vouchers.guessing import WRONG_CODES, WRONG_SHORT_CODES
from linli.web.shared import security
from tests import devices
from tests.integration.web.room_stage import ROOM, colleague, open_room
from tests.integration.web.shop_stage import MARKET, NOODLES, SLUG, Browser, Stage

HOME, LIST = f"/{SLUG}/counter/noodles", f"{ROOM}/guessing"


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_room(postgres) as opened:
        yield opened


async def digits_of(stage: Stage, voucher: vouchers.Voucher) -> str:
    async with stage.db.read() as reader:
        found = await vouchers.short_codes(reader, MARKET, [voucher.voucher_id])
    return found[voucher.voucher_id]


async def look_up(browser: Browser, code: str) -> tuple[int, str]:
    answer = await browser.post(f"{HOME}/preview", code=code)
    return answer.status_code, answer.text


async def guess(browser: Browser) -> None:
    """As often as one person may."""
    for _ in range(WRONG_CODES.tries):
        assert (await look_up(browser, ids.new_number(10)))[0] == 404


async def rows(browser: Browser, query: str = "") -> list[dict[str, str]]:
    answer = await browser.get(f"{LIST}.csv{query}")
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


async def test_digits_are_shown_to_the_holder_and_taken_at_the_counter(stage: Stage) -> None:
    first, second = await stage.buy(2)
    guest, clerk = await stage.browser("guest"), await stage.browser("clerk")
    digits = await digits_of(stage, first)
    for path in (f"vouchers/{first.voucher_id}", f"vouchers/{first.voucher_id}/paper", "kept"):
        page = (await guest.get(f"/{SLUG}/{path}")).text
        assert vouchers.grouped_short_code(digits) in page, path
    status, page = await look_up(clerk, vouchers.grouped_short_code(digits))
    assert (status, "Noodles for two" in page, digits in page) == (200, True, False)
    answers = [await clerk.post(f"{HOME}/redemptions", code=digits, key="a tap") for _ in range(2)]
    assert ['data-outcome="ok"' in answer.text for answer in answers] == [True, True]
    assert (await stage.voucher(first)).state is vouchers.VoucherState.REDEEMED
    used = (await guest.get(f"/{SLUG}/vouchers/{first.voucher_id}")).text
    assert vouchers.grouped_short_code(digits) not in used
    # At the tea house nobody has ever had these.
    theirs = await (await stage.browser("stranger")).post(
        f"/{SLUG}/counter/tea/preview", code=await digits_of(stage, second)
    )
    assert theirs.status_code == 404 and "Noodles" not in theirs.text


async def test_guessing_closes_ten_digits_and_an_operator_sees_who_it_was(stage: Stage) -> None:
    (voucher,) = await stage.buy()
    async with stage.db.work() as work:
        await stage.employ(work, "guest", NOODLES, "clerk")
    device = await devices.enrolled(stage.db, MARKET, stage.people["owner"].person_id, NOODLES)
    clerk, other = await stage.browser("clerk"), await stage.browser("guest", "zh")
    clerk.http.cookies.set(security.DEVICE_COOKIE, device.cookie)
    for browser in (clerk, await stage.browser("manager"), await stage.browser("owner")):
        await guess(browser)
    closed = await other.post(f"{HOME}/preview", code=await digits_of(stage, voucher))
    assert (closed.status_code, "十位数字码已暂停" in closed.text) == (429, True)
    assert 0 < int(closed.headers["retry-after"]) <= 3600
    assert (await look_up(clerk, voucher.code))[0] == 429
    assert (await look_up(other, voucher.code))[0] == 200
    await stage.settle()
    async with stage.db.read() as reader:
        told = [one.body for one in await notices.latest(reader, MARKET)]
    assert sum(str(WRONG_SHORT_CODES.tries) in body for body in told) == 1
    await _looked_at(stage)


async def _looked_at(stage: Stage) -> None:
    support, finance = await colleague(stage, "support"), await colleague(stage, "finance")
    assert (await finance.get(LIST)).status_code == 403
    assert "alarms that nobody has looked at" in (await support.get(ROOM)).text
    found = await rows(support)
    assert [(row["Where it closed"], row["Wrong codes"], row["Turned away"]) for row in found] == [
        ("All counters, ten digits", "60", "1"),
        ("A person at a counter", "20", "0"),
        ("A person at a counter", "20", "0"),
        ("A person at a counter", "20", "1"),
    ]
    assert [row["Device"] for row in found] == ["", "", "", "Till"]
    assert {row["Store"] for row in found} == {"Wangjie Noodles"}
    page = (await support.get(LIST)).text
    picks = [part.partition('"')[0] for part in page.split('name="pick" value="')[1:]]
    assert len(picks) == 4
    assert (await support.post(f"{LIST}/acknowledgements", pick=picks[:1], why="")).status_code == 422
    done = await support.post(f"{LIST}/acknowledgements", pick=picks[:3], why="spoke to the owner")
    assert done.headers["location"].endswith("done=alarms_seen")
    again = await support.post(f"{LIST}/acknowledgements", pick=picks[:3], why="spoke to the owner")
    assert again.headers["location"].endswith("done=nothing_again")
    assert len(await rows(support, "?unseen=yes")) == 1
    assert len(await rows(support, "?unseen=no")) == 3
