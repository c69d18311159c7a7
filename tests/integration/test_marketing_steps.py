"""The traceable line: from a scanned table card to a review, each step counted once."""

import itertools
from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel.database import Work
from linli.kernel.ids import derived, uuid7
from linli.kernel.journey import Journey
from linli.kernel.signing import Signer
from linli.modules import marketing
from linli.modules.marketing import Channel, StepKind

MARKET = 9_208
SIGNER = Signer("a secret of this test", "codes")
STORE, OTHER_STORE, MEI = derived("store a"), derived("store b"), derived("mei")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def journey() -> Journey:
    return Journey()


async def _visit(work: Work, label: str = "1号桌", store_id: UUID = STORE) -> UUID:
    link = await marketing.make_link(work, MARKET, store_id, Channel.TABLE_CARD, label, MEI, SIGNER)
    return (await marketing.visit(work, MARKET, link.code)).visit_id


async def _whole_line(work: Work, order: UUID, visit_id: UUID | None) -> None:
    """Everything that can happen to an order of two vouchers, a minute apart."""
    what = (MARKET, order, STORE)
    work.now += MINUTE
    await marketing.record_ordered(work, *what, visit_id, 20_000)
    work.now += MINUTE
    await marketing.record_paid(work, *what, 20_000)
    for voucher in ("one", "two"):
        work.now += MINUTE
        await marketing.record_redeemed(work, *what, derived(order, voucher), 10_000)
    work.now += MINUTE
    await marketing.record_reviewed(work, *what, derived(order, "review"))


async def _counts(work: Work) -> tuple[int, int, int, int, int]:
    [line] = (await marketing.links_of_store(work, MARKET, STORE)).items
    return line.visits, line.orders, line.paid_minor, line.redeemed, line.reviews


async def test_a_line_runs_from_the_visit_to_the_review_under_its_link(work: Work) -> None:
    visit_id, order = await _visit(work), uuid7()
    await _whole_line(work, order, visit_id)
    line = await marketing.line_of_order(work, MARKET, order)
    assert [step.kind.value for step in line] == [
        "visited",
        "ordered",
        "paid",
        "redeemed",
        "redeemed",
        "reviewed",
    ]
    assert [step.amount_minor for step in line] == [0, 20_000, 20_000, 10_000, 10_000, 0]
    assert {(step.channel, step.label) for step in line} == {(Channel.TABLE_CARD, "1号桌")}
    assert await _counts(work) == (1, 1, 20_000, 2, 1)


async def test_a_step_that_is_reported_again_is_counted_once(work: Work) -> None:
    visit_id, order = await _visit(work), uuid7()
    await _whole_line(work, order, visit_id)
    once = await marketing.line_of_order(work, MARKET, order)
    await _whole_line(work, order, visit_id)
    assert await marketing.line_of_order(work, MARKET, order) == once
    assert await _counts(work) == (1, 1, 20_000, 2, 1)


async def test_two_orders_of_one_visit_are_two_lines(work: Work) -> None:
    visit_id = await _visit(work)
    for order in (uuid7(), uuid7()):
        await _whole_line(work, order, visit_id)
    assert await _counts(work) == (1, 2, 40_000, 4, 2)


@pytest.mark.parametrize("order_of_news", list(itertools.permutations(range(3))))
async def test_news_in_any_order_gives_the_same_counts(work: Work, order_of_news: tuple[int, ...]) -> None:
    visit_id, order = await _visit(work), uuid7()
    what = (MARKET, order, STORE)
    news = [
        lambda: marketing.record_ordered(work, *what, visit_id, 500),
        lambda: marketing.record_paid(work, *what, 500),
        lambda: marketing.record_reviewed(work, *what, derived(order, "review")),
    ]
    for number in order_of_news:
        await news[number]()
    assert await _counts(work) == (1, 1, 500, 0, 1)
    line = await marketing.line_of_order(work, MARKET, order)
    assert {step.label for step in line} == {"1号桌"}


@pytest.mark.parametrize("order_of_news", list(itertools.permutations(range(5))))
async def test_what_was_undone_and_withdrawn_does_not_count_whatever_is_told_first(
    work: Work, order_of_news: tuple[int, ...]
) -> None:
    """Used, taken back, used again; reviewed in between, so that the review went with the first use."""
    visit_id, order = await _visit(work), uuid7()
    what, first, second = (MARKET, order, STORE), uuid7(), uuid7()
    await marketing.record_ordered(work, *what, visit_id, 500)
    news = [
        lambda: marketing.record_redeemed(work, *what, first, 500),
        lambda: marketing.record_undone(work, *what, first, 500),
        lambda: marketing.record_redeemed(work, *what, second, 500),
        lambda: marketing.record_reviewed(work, *what, derived(order, "review")),
        lambda: marketing.record_withdrawn(work, *what, derived(order, "review")),
    ]
    for number in (*order_of_news, *order_of_news):
        await news[number]()
    assert await _counts(work) == (1, 1, 0, 1, 0)
    line = await marketing.line_of_order(work, MARKET, order)
    assert len([step for step in line if step.kind in (StepKind.UNDONE, StepKind.WITHDRAWN)]) == 2


async def test_an_order_without_a_visit_has_a_line_without_a_link(work: Work) -> None:
    order = uuid7()
    await _whole_line(work, order, None)
    line = await marketing.line_of_order(work, MARKET, order)
    assert line[0].kind is StepKind.ORDERED
    assert {(step.link_id, step.channel, step.label) for step in line} == {(None, None, None)}


async def test_a_visit_to_another_store_takes_no_credit(work: Work) -> None:
    elsewhere, order = await _visit(work, store_id=OTHER_STORE), uuid7()
    await _whole_line(work, order, elsewhere)
    assert (await marketing.line_of_order(work, MARKET, order))[0].link_id is None
    [line] = (await marketing.links_of_store(work, MARKET, OTHER_STORE)).items
    assert (line.visits, line.orders) == (1, 0)


async def test_a_visit_of_thirty_days_ago_takes_no_credit(work: Work) -> None:
    visit_id, order = await _visit(work), uuid7()
    work.now += timedelta(days=30)
    await marketing.record_ordered(work, MARKET, order, STORE, visit_id, 500)
    assert await _counts(work) == (1, 0, 0, 0, 0)


async def test_a_visit_id_that_nobody_gave_out_takes_no_credit(work: Work) -> None:
    order = uuid7()
    await marketing.record_ordered(work, MARKET, order, STORE, uuid7(), 500)
    [step] = await marketing.line_of_order(work, MARKET, order)
    assert (step.kind, step.link_id) == (StepKind.ORDERED, None)


async def test_each_refund_of_an_order_is_a_step_of_its_own(work: Work) -> None:
    order, refunds = uuid7(), [uuid7(), uuid7()]
    for refund_id in (*refunds, refunds[0]):
        await marketing.record_refunded(work, MARKET, order, STORE, 100, refund_id)
    assert [step.amount_minor for step in await marketing.line_of_order(work, MARKET, order)] == [100, 100]


async def test_an_order_that_nobody_placed_has_no_line(work: Work) -> None:
    assert await marketing.line_of_order(work, MARKET, uuid7()) == []
