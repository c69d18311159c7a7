"""WeChat Pay and Alipay through our books: whatever order their news comes in, the same right state."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments
from tests.integration.providers.wallet_stage import Till, open_till
from tests.integration.trade_stage import MARKET, answer

STATE, ORDER, REFUND = payments.IntentState, orders.OrderState, payments.RefundState
HALF_MINUTE, TWO_HOURS = timedelta(seconds=30), timedelta(hours=2)


@pytest_asyncio.fixture(scope="module", params=["wechat_pay", "alipay"])
async def shared(postgres: EmbeddedPostgres, request: pytest.FixtureRequest) -> AsyncIterator[Till]:
    async with open_till(postgres, request.param) as till:
        yield till


@pytest.fixture
def till(shared: Till) -> Till:
    shared.reset()
    return shared


async def test_news_that_comes_five_times_at_once_and_a_question_count_once(till: Till) -> None:
    order, checkout = await till.placed()
    assert await till.press(checkout)
    [letter] = till.letters()
    told = await asyncio.gather(*(till.let_in([letter]) for _ in range(5)), return_exceptions=True)
    assert told == [[200]] * 5
    assert await till.check(order) is STATE.PAID
    assert len(await till.town.vouchers(order)) == 1
    intent = await till.town.intent(order)
    assert (intent.provider, intent.attempt) == (till.name, 1)
    assert intent.provider_ref != checkout.provider_ref
    assert await till.loose(order.order_id) == []


async def test_news_that_never_comes_is_made_up_for_by_the_timetable(till: Till) -> None:
    order, checkout = await till.placed()
    assert await till.press(checkout)
    till.town.clock.move_on(HALF_MINUTE)
    assert await payments.query_pending(till.town.db, MARKET, till.gateways) >= 1
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert await till.let_in(till.letters()) == [200]
    assert len(await till.town.vouchers(order)) == 1


async def test_a_charge_whose_answers_are_all_lost_is_found_and_made_once(till: Till) -> None:
    order = await till.town.place(await till.town.deal(stock=1))
    till.program.switches.lose_answer = 1
    assert await answer(till.start(order)) == "provider_unreachable"
    checkout = await till.start(order)
    assert await till.press(checkout)
    till.program.switches.lose_answer = 1
    assert await answer(till.check(order)) == "provider_unreachable"
    assert await till.check(order) is STATE.PAID
    assert await answer(till.start(order)) == "already_paid"
    assert len(await till.town.vouchers(order)) == 1


async def test_forged_news_is_refused_and_changes_nothing(till: Till) -> None:
    order, checkout = await till.placed()
    till.program.forge_news = True
    assert await till.press(checkout)
    assert await till.let_in(till.letters()) == [401]
    assert (await till.town.intent(order)).state is STATE.PENDING
    assert await till.check(order) is STATE.PAID


async def test_another_amount_is_held_for_a_person_and_brings_nothing(till: Till) -> None:
    order, checkout = await till.placed()
    till.program.pays_another = 1
    assert await till.press(checkout)
    assert await till.let_in(till.letters() * 2) == [200, 200]
    assert await till.check(order) is STATE.HELD
    assert await till.loose(order.order_id) == [payments.LooseKind.HELD]
    assert await till.town.vouchers(order) == []


async def test_money_that_comes_after_the_goods_went_to_another_is_sent_back_once(till: Till) -> None:
    """The provider was away when the order was given up, so it has gone on taking money."""
    deal = await till.town.deal(stock=1)
    order = await till.town.place(deal)
    checkout = await till.start(order)
    till.program.switches.fail = 9
    await till.town.cancel(order)
    await payments.close_intent(till.town.db, MARKET, order.intent_id, till.gateways)
    till.program.switches.fail = 0
    await till.town.bought(deal)
    assert await till.press(checkout)
    letters = till.letters()
    assert await till.let_in(letters) == [200]
    await till.town.work_off()
    assert await till.let_in(letters) == [200]
    [refund] = await till.town.refunds(order)
    assert (refund.state, refund.amount_minor) == (REFUND.DONE, 1290)
    assert till.returned(checkout.provider_ref) == 1290
    assert await till.town.vouchers(order) == []


async def test_an_order_that_nobody_paid_is_closed_on_both_sides(till: Till) -> None:
    order, checkout = await till.placed()
    assert not await payments.close_intent(till.town.db, MARKET, order.intent_id, till.gateways)
    assert (await till.town.intent(order)).state is STATE.CLOSED
    # Alipay has not heard of a code that nobody has scanned: it stays good until its time is over.
    assert await till.press(checkout) is (till.name == "alipay")


async def test_giving_up_finds_the_payment_that_came_after_all(till: Till) -> None:
    order, checkout = await till.placed()
    assert await till.press(checkout)
    assert await payments.close_intent(till.town.db, MARKET, order.intent_id, till.gateways)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID


async def test_a_refund_goes_back_once_and_its_news_changes_nothing(till: Till) -> None:
    order, checkout = await till.placed(2000)
    number = checkout.provider_ref
    assert await till.press(checkout)
    assert await till.let_in(till.letters()) == [200]
    await till.town.refund(order)
    till.program.switches.lose_answer = 1
    await till.town.work_off()
    [refund] = await till.town.refunds(order)
    assert (refund.state, till.returned(number)) == (REFUND.DUE, 2000)
    till.town.clock.move_on(TWO_HOURS)
    assert await payments.retry_refunds(till.town.db, MARKET, till.gateways) == 1
    assert await till.let_in(till.letters()) in ([], [200])
    [refund] = await till.town.refunds(order)
    assert (refund.state, till.returned(number)) == (REFUND.DONE, 2000)
    assert (await till.town.order(order.order_id)).state is ORDER.REFUNDED


async def test_a_refund_under_way_is_asked_about_until_it_has_arrived(till: Till) -> None:
    order = await till.bought()
    till.refunds_end(well=False)
    await till.town.refund(order)
    await till.town.work_off()
    assert [one.state for one in await till.town.refunds(order)] == [REFUND.DUE]
    till.end_refunds()
    till.town.clock.move_on(TWO_HOURS)
    assert await payments.retry_refunds(till.town.db, MARKET, till.gateways) == 1
    assert [one.state for one in await till.town.refunds(order)] == [REFUND.DONE]


async def test_a_refund_that_is_refused_waits_and_is_sent_again_by_a_person(till: Till) -> None:
    order = await till.bought()
    word = {"wechat_pay": "NOT_ENOUGH", "alipay": "ACQ.SELLER_BALANCE_NOT_ENOUGH"}[till.name]
    till.program.refuse_refund = word
    await till.town.refund(order)
    await till.town.work_off()
    [refund] = await till.town.refunds(order)
    assert refund.state is REFUND.FAILED
    assert await till.loose(order.order_id) == [payments.LooseKind.REFUND_FAILED]
    till.program.refuse_refund = ""
    async with till.town.db.work() as work:
        assert await payments.send_again(work, MARKET, [refund.refund_id], "the account was filled up") == 1
    assert await payments.send_refund(till.town.db, MARKET, refund.refund_id, till.gateways)
    assert [one.state for one in await till.town.refunds(order)] == [REFUND.DONE]


async def test_a_second_payment_of_one_order_goes_back_by_itself(till: Till) -> None:
    """Of an earlier attempt whose code was still good, told after the later one was paid."""
    order, first = await till.placed()
    async with till.town.db.work() as work:
        await payments.record_paid(work, MARKET, order.intent_id, "pay_card", 1290, "CNY", "sandbox")
    assert await till.press(first)
    assert await till.let_in(till.letters() * 2) == [200, 200]
    [refund] = await till.town.refunds(order)
    assert (refund.provider, refund.amount_minor) == (till.name, 1290)
    await till.town.work_off()
    assert till.returned(first.provider_ref) == 1290
    [refund] = await till.town.refunds(order)
    assert refund.state is REFUND.DONE
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.vouchers(order)) == 1
