"""A shift at the counter: what it took in, closed, and shown once more."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.web.shared import security
from tests.integration.web.shop_stage import SLUG, Stage, open_stage

HOME = f"/{SLUG}/counter/noodles"
SHIFT = f"{HOME}/shift"
NOTHING = "Nothing redeemed in this shift."


@pytest_asyncio.fixture
async def stage(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    async with open_stage(postgres) as opened:
        yield opened


async def test_a_shift_is_added_up_by_clerk_and_voucher_and_closed(stage: Stage) -> None:
    one, other, undone = await stage.buy(3)
    clerk, manager = await stage.browser("clerk"), await stage.browser("manager")
    assert NOTHING in (await clerk.get(SHIFT)).text
    await clerk.post(f"{HOME}/redemptions", code=one.code, key="one")
    await manager.post(f"{HOME}/redemptions", code=other.code, key="other")
    taken = await clerk.post(f"{HOME}/redemptions", code=undone.code, key="undone")
    await clerk.post(taken.text.partition("/undoing")[0].rpartition('"')[2] + "/undoing")
    shift = (await clerk.get(SHIFT)).text
    for said in ("<dd>2</dd>", "<td>Clerk</td>", "<td>Manager</td>", "<td>Noodles for two</td>", "124"):
        assert said in shift
    closed = await clerk.post(SHIFT)
    assert closed.status_code == 303
    last = await clerk.get(closed.headers["location"])
    assert "The shift is closed." in last.text
    assert "<dd>2</dd>" in last.text
    assert NOTHING in (await clerk.get(SHIFT)).text
    # Another till has a shift of its own.
    assert "<dd>2</dd>" in (await manager.get(SHIFT)).text


@pytest.mark.parametrize("kept", ["", "~", "x~y", "2026-01-01~2026-01-02", "{old}~{old}", "{ahead}~{ahead}"])
async def test_what_no_till_of_ours_remembers_is_passed_over(stage: Stage, kept: str) -> None:
    (voucher,) = await stage.buy()
    await stage.redeem(voucher)
    now = stage.db.clock()
    old, ahead = (now - timedelta(days=3)).isoformat(), (now + timedelta(hours=1)).isoformat()
    clerk = await stage.browser("clerk")
    clerk.http.cookies.set(security.SHIFT_COOKIE, kept.format(old=old, ahead=ahead))
    answer = await clerk.get(f"{SHIFT}?shift=last&done=closed")
    assert answer.status_code == 200
    assert "The shift is closed." not in answer.text
    assert "<dd>1</dd>" in answer.text


async def test_only_who_works_there_sees_a_shift(stage: Stage) -> None:
    for name in ("stranger", "guest"):
        browser = await stage.browser(name)
        assert (await browser.get(SHIFT)).status_code == 404
        assert (await browser.post(SHIFT)).status_code == 404
