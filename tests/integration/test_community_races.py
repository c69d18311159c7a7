"""A review and the undoing of what it stands on, at the same moment: whoever comes second sees the first."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import audits, community, marketing, vouchers
from tests.integration.trade_stage import MARKET, MEI, STORE, UNDO_WITHIN, Town, answer, open_town

A_MOMENT = 0.2


@pytest_asyncio.fixture
async def town(postgres: EmbeddedPostgres) -> AsyncIterator[Town]:
    async with open_town(postgres) as town:
        yield town


async def standing(town: Town, voucher: vouchers.Voucher) -> community.Review | None:
    async with town.db.read() as reader:
        assert all(finding.fine for finding in await audits.check(reader, MARKET))
        return await community.review_of_order(reader, MARKET, voucher.order_id)


async def test_an_undoing_waits_for_the_review_and_takes_it_along(town: Town) -> None:
    _, (voucher,) = await town.bought(await town.deal())
    redeemed = await town.redeem(voucher)
    async with town.db.work() as work:
        marks = (5, 5, 5, "鲜", "Guest")
        await community.write_review(work, MARKET, voucher.order_id, voucher.person_id, *marks)
        undoing = asyncio.create_task(town.undo(redeemed))
        await asyncio.sleep(A_MOMENT)
        assert not undoing.done()
    await undoing
    assert await standing(town, voucher) is None


async def test_a_review_waits_for_the_undoing_and_is_refused(town: Town) -> None:
    _, (voucher,) = await town.bought(await town.deal())
    redeemed = await town.redeem(voucher)
    async with town.db.work() as work:
        redemption_id = redeemed.redemption.redemption_id
        await vouchers.undo_redemption(work, MARKET, redemption_id, STORE, MEI, UNDO_WITHIN)
        review = asyncio.create_task(answer(town.review(voucher)))
        await asyncio.sleep(A_MOMENT)
        assert not review.done()
    assert await review == "review_needs_consumption"
    assert await standing(town, voucher) is None


async def test_two_undoings_at_once_leave_no_review_behind(town: Town) -> None:
    deal = await town.deal()
    for _ in range(5):
        _, (one, two) = await town.bought(deal, 2)
        done = [await town.redeem(one), await town.redeem(two)]
        await town.review(one)
        await asyncio.gather(*(town.undo(each) for each in done))
        assert await standing(town, one) is None


async def test_a_review_for_nothing_leaves_no_trace_where_people_look(town: Town) -> None:
    """Used, reviewed, taken back, refunded: the place has no stars, and the order's line says why."""
    order, (voucher,) = await town.bought(await town.deal())
    redeemed = await town.redeem(voucher)
    await town.review(voucher)
    await town.work_off()
    stars = "SELECT rating_count FROM discovery.places WHERE market_id = $1 AND store_id = $2"
    assert (await town.rows(stars, MARKET, STORE))[0][0] == 1
    await town.undo(redeemed)
    await town.refund(order)
    await town.work_off()
    assert (await town.rows(stars, MARKET, STORE))[0][0] == 0
    async with town.db.read() as reader:
        line = await marketing.line_of_order(reader, MARKET, order.order_id)
    assert {"undone", "withdrawn", "refunded"} < {step.kind.value for step in line}
    assert await standing(town, voucher) is None
