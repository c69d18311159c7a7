"""Starting and giving up payments while the provider answers late, wrongly or not at all."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.refusals import Refusal
from linli.modules import orders, payments
from tests.integration.till_stage import AWAY, Till, open_till
from tests.integration.trade_stage import MARKET, answer

STATE, ORDER = payments.IntentState, orders.OrderState
HALF_MINUTE = timedelta(seconds=30)


@pytest_asyncio.fixture(scope="module")
async def shared(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Till]:
    async with open_till(postgres, tmp_path_factory.mktemp("pay")) as till:
        yield till


@pytest.fixture
def till(shared: Till) -> Till:
    """At the real time of day: signatures are good for five minutes."""
    shared.town.clock.at = clock.now()
    shared.deaf = False
    return shared


async def placed(till: Till, **terms: timedelta) -> orders.Order:
    return await till.town.place(await till.town.deal(stock=1), **terms)


async def close(till: Till, order: orders.Order, gateways: payments.Gateways | None = None) -> bool:
    gateways = till.gateways if gateways is None else gateways
    return await payments.close_intent(till.town.db, MARKET, order.intent_id, gateways)


async def state(till: Till, order: orders.Order) -> payments.IntentState:
    return (await till.town.intent(order)).state


async def lost_create(till: Till) -> orders.Order:
    """The provider has made the payment, but its answer never came."""
    order = await placed(till)
    await till.plan(next_create="timeout_after", seconds=0.05)
    assert await answer(till.start(order)) == "provider_unreachable"
    assert (await till.town.intent(order)).provider_ref is None
    return order


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_a_start_whose_answer_was_lost_is_repeated_and_finds_the_same_payment(
    till: Till, locale: str
) -> None:
    """Also when the payer has changed the language meanwhile, so that the request is not the same."""
    order = await lost_create(till)
    page = await till.start(order, locale=locale)
    (known,) = await till.known(order)
    assert page == known["pay_url"]
    assert (await till.town.intent(order)).provider_ref == known["id"]


async def test_a_payment_whose_start_was_never_answered_is_found_by_its_reference(till: Till) -> None:
    order = await lost_create(till)
    (known,) = await till.known(order)
    await till.press(known["pay_url"], "callback_lost")
    assert await till.check(order) is STATE.PAID
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert (await till.town.intent(order)).provider_ref == known["id"]


async def test_a_payment_whose_start_was_never_answered_is_closed_by_its_reference(till: Till) -> None:
    order = await lost_create(till)
    assert not await close(till, order)
    assert [known["status"] for known in await till.known(order)] == ["closed"]


async def test_an_error_that_made_nothing_is_repeated_and_makes_one_payment(till: Till) -> None:
    order = await placed(till)
    await till.plan(next_create="error500")
    with pytest.raises(Refusal) as refused:
        await till.start(order)
    assert (refused.value.code, refused.value.params) == ("provider_unreachable", {"status": 500})
    assert await till.check(order) is STATE.PENDING
    await till.start(order)
    assert len(await till.known(order)) == 1


async def test_a_provider_that_is_away_refuses_for_now(till: Till) -> None:
    order = await placed(till)
    start = payments.start_payment(till.town.db, MARKET, order.intent_id, AWAY, till.ask())
    assert await answer(start) == "provider_unreachable"
    await till.paid(order)


async def test_a_provider_that_this_installation_no_longer_has_is_unreachable(till: Till) -> None:
    order = await placed(till)
    start = payments.start_payment(till.town.db, MARKET, order.intent_id, {}, till.ask())
    assert await answer(start) == "provider_unreachable"
    till.town.clock.move_on(timedelta(minutes=1))
    assert await payments.query_pending(till.town.db, MARKET, {}) >= 1


async def test_a_payment_that_was_given_up_is_closed_at_the_provider_too(till: Till) -> None:
    order = await placed(till)
    page = await till.start(order)
    assert not await close(till, order)
    assert await state(till, order) is STATE.CLOSED
    await till.press(page)
    assert [known["status"] for known in await till.known(order)] == ["closed"]
    assert await answer(till.start(order)) == "payment_closed"


async def test_a_payment_that_was_never_started_is_closed_without_asking_anybody(till: Till) -> None:
    order = await placed(till)
    assert not await close(till, order, AWAY)
    assert await state(till, order) is STATE.CLOSED


async def test_a_declined_payment_that_was_given_up_cannot_be_tried_again(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "decline")
    await till.heard("payment.failed", order)
    assert not await close(till, order)
    assert await answer(till.start(order)) == "payment_closed"


async def test_giving_up_finds_the_payment_that_came_after_all(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "callback_lost")
    assert await close(till, order)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID


async def test_the_provider_tells_a_close_that_came_too_late(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "callback_lost")
    intent = await till.town.intent(order)
    assert await answer(till.gateways["sandbox"].close(intent)) == "already_paid"


async def test_an_overdue_order_that_was_paid_after_all_is_kept(till: Till) -> None:
    order = await placed(till, pay_within=HALF_MINUTE)
    await till.press(await till.start(order), "callback_lost")
    till.town.clock.move_on(HALF_MINUTE)
    assert await orders.expire_unpaid(till.town.db, MARKET, till.gateways) == 0
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.vouchers(order)) == 1


async def test_an_overdue_order_that_nobody_paid_is_closed_on_both_sides(till: Till) -> None:
    order = await placed(till, pay_within=HALF_MINUTE)
    await till.start(order)
    till.town.clock.move_on(HALF_MINUTE)
    assert await orders.expire_unpaid(till.town.db, MARKET, till.gateways) == 1
    assert [known["status"] for known in await till.known(order)] == ["closed"]
    assert await answer(till.start(order)) == "payment_closed"


async def test_what_is_given_up_while_the_provider_is_away_is_closed_when_it_is_back(till: Till) -> None:
    order = await placed(till)
    await till.start(order)
    assert not await close(till, order, AWAY)
    assert await answer(till.start(order)) == "payment_closed"
    assert await state(till, order) is STATE.PENDING
    till.town.clock.move_on(HALF_MINUTE)
    await payments.query_pending(till.town.db, MARKET, till.gateways)
    assert await state(till, order) is STATE.CLOSED
    assert [known["status"] for known in await till.known(order)] == ["closed"]


async def test_a_payment_that_comes_after_its_goods_were_sold_to_another_goes_back(till: Till) -> None:
    town = till.town
    deal = await town.deal(price=800, stock=1)
    late = await town.place(deal)
    page = await till.start(late)
    await close(till, late, AWAY)
    await town.cancel(late)
    await till.paid(await town.place(deal))
    await till.press(page)
    await till.heard("payment.paid", late)
    assert (await town.order(late.order_id)).state is ORDER.REFUNDED
    await town.work_off()
    await till.heard("refund.succeeded", late)
    assert [(r.amount_minor, r.state.value) for r in await town.refunds(late)] == [(800, "done")]
    assert [known["refunded_amount"] for known in await till.known(late)] == [800]


async def test_a_payment_that_comes_after_its_order_was_given_up_is_served_from_what_is_left(
    till: Till,
) -> None:
    order = await placed(till)
    page = await till.start(order)
    await close(till, order, AWAY)
    await till.town.cancel(order)
    await till.press(page)
    await till.heard("payment.paid", order)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.vouchers(order)) == 1
