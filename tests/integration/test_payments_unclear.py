"""Money that is not what we asked for, or comes twice, over the real callback of the real provider: booked at
once, placed or sent back to the cent, and never counted again.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import ledger, orders, payments
from tests.integration.till_stage import AWAY, Till, open_till
from tests.integration.trade_stage import MARKET, answer

STATE, ORDER, REFUND = payments.IntentState, orders.OrderState, payments.RefundState
WHY = "as the payer asked"


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
    return await till.town.place(await till.town.deal(price=2500, stock=1), **terms)


async def book(till: Till, purpose: ledger.Purpose, currency: str = "CNY") -> int:
    account = ledger.Account("provider:sandbox", purpose, currency)
    async with till.town.db.read() as reader:
        return (await ledger.balance(reader, MARKET, account)).minor


async def suspense(till: Till, currency: str = "CNY") -> int:
    return await book(till, ledger.Purpose.SUSPENSE, currency)


async def waiting(till: Till, order: orders.Order) -> list[payments.LooseEnd]:
    """What of this order waits for a person."""
    async with till.town.db.read() as reader:
        _, found = await payments.loose_ends(reader, MARKET, 1000)
    return [one for one in found if one.order_id == order.order_id]


async def ends(till: Till, order: orders.Order) -> list[str]:
    """What became of this order's loose ends."""
    async with till.town.db.read() as reader:
        page = await payments.loose_ends_of_market(reader, MARKET, payments.LooseFilter(), size=200)
    return [f"{one.kind}: {one.outcome}" for one in page.items if one.order_id == order.order_id]


async def send_back(till: Till, loose_end_id: UUID) -> None:
    async with till.town.db.work() as work:
        await payments.send_back(work, MARKET, loose_end_id, WHY)


async def charged_twice(till: Till, order: orders.Order) -> tuple[str, str]:
    """The first attempt is told as declined and charged after all; the second is charged, too. Returns what
    the provider calls them.
    """
    await till.press(await till.start(order), "decline")
    await till.heard("payment.failed", order)
    await till.paid(order)
    second, first = await till.known(order)
    answer = await till.call("POST", f"/v1/test/payments/{first['id']}/late-charge")
    assert answer.is_success, answer.text
    await till.heard("payment.paid", order, 2)
    return str(first["id"]), str(second["id"])


async def test_a_second_charge_is_booked_and_goes_back_by_itself_to_where_it_came_from(till: Till) -> None:
    order = await placed(till)
    before = [await book(till, purpose) for purpose in ledger.Purpose]
    first, second = await charged_twice(till, order)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.vouchers(order)) == 1
    (refund,) = await till.town.refunds(order)
    assert (refund.amount_minor, refund.reason, refund.payment_ref) == (2500, "paid_twice", first)
    assert (await till.town.intent(order)).provider_ref == second
    assert await ends(till, order) == ["paid_twice: sent_back"]
    assert await waiting(till, order) == []
    await till.town.work_off()
    assert (await till.town.refunds(order))[0].state is REFUND.DONE
    assert [one["refunded_amount"] for one in await till.known(order)] == [0, 2500]
    # One payment stays at the provider; nothing is unclear or owed.
    spent = [2500 * (purpose is ledger.Purpose.CLEARING) for purpose in ledger.Purpose]
    after = [await book(till, purpose) for purpose in ledger.Purpose]
    assert after == [minor - less for minor, less in zip(before, spent, strict=True)]
    # The order's own money is all still refundable.
    assert (await till.town.refund(order)).amount_minor == 2500


async def test_a_second_charge_told_again_and_again_goes_back_once(till: Till) -> None:
    order = await placed(till)
    await charged_twice(till, order)
    for ring in await till.heard("payment.paid", order, 2):
        assert await till.ring(ring.header, ring.body) == 204
        data = ring.event["data"]
        assert await till.tell("payment.paid", data) == 204
    assert len(await till.town.refunds(order)) == 1
    assert await ends(till, order) == ["paid_twice: sent_back"]


async def test_another_amount_is_booked_held_and_sent_back_by_a_person_to_the_cent(till: Till) -> None:
    order = await placed(till)
    before = await suspense(till)
    await till.press(await till.start(order), "other_amount")
    (ring,) = await till.heard("payment.paid", order)
    took = ring.event["data"]["amount"]
    assert took not in (0, 2500)
    assert (await till.town.intent(order)).state is STATE.HELD
    assert await suspense(till) - before == took
    assert await till.check(order) is STATE.HELD
    (end,) = await waiting(till, order)
    assert (end.told_minor, end.booked_minor) == (took, took)
    await send_back(till, end.loose_end_id)
    await send_back(till, end.loose_end_id)
    assert await suspense(till) == before
    (refund,) = await till.town.refunds(order)
    assert (refund.amount_minor, refund.reason) == (took, "unclear")
    await till.town.work_off()
    assert (await till.known(order))[0]["refunded_amount"] == took
    assert await till.town.trail(order.intent_id) == ["payment.held", "payment.sent_back"]


async def test_after_the_wrong_payment_went_back_the_right_one_pays_the_order(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "other_amount")
    (ring,) = await till.heard("payment.paid", order)
    (end,) = await waiting(till, order)
    await send_back(till, end.loose_end_id)
    assert (await till.town.intent(order)).state is STATE.FAILED
    assert await till.tell("payment.paid", {**ring.event["data"], "amount": 2500}) == 204
    assert (await till.town.order(order.order_id)).state is ORDER.AWAITING_PAYMENT
    await till.press(await till.start(order))
    await till.heard("payment.paid", order, 2)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.refunds(order)) == 1


async def test_a_wrong_word_that_the_provider_takes_back_leaves_suspense_and_pays_the_order(
    till: Till,
) -> None:
    order = await placed(till)
    before = await suspense(till)
    await till.press(await till.start(order), "wrong_amount")
    (ring,) = await till.heard("payment.paid", order)
    assert await suspense(till) - before == ring.event["data"]["amount"]
    assert await till.check(order) is STATE.PAID
    assert await suspense(till) == before
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert await ends(till, order) == ["held: confirmed"]
    assert await till.town.refunds(order) == []


async def test_a_provider_that_corrects_its_amount_corrects_the_booking(till: Till) -> None:
    order = await placed(till)
    before = await suspense(till)
    await till.press(await till.start(order), "other_amount")
    (ring,) = await till.heard("payment.paid", order)
    assert await till.tell("payment.paid", {**ring.event["data"], "amount": 777}) == 204
    assert await suspense(till) - before == 777
    (end,) = await waiting(till, order)
    assert end.told_minor == 777


@pytest.mark.parametrize(("currency", "booked"), [("USD", 2500), ("XXX", 0)])
async def test_another_currency_is_held_and_booked_where_the_books_have_it(
    till: Till, currency: str, booked: int
) -> None:
    order = await placed(till)
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    before = await suspense(till, "USD")
    assert await till.tell("payment.paid", {**ring.event["data"], "currency": currency}) == 204
    till.deaf = False
    assert (await till.town.intent(order)).state is STATE.HELD
    assert await suspense(till, "USD") - before == booked
    (end,) = await waiting(till, order)
    if booked:
        await till.check(order)
        assert await ends(till, order) == ["held: confirmed"]
    else:
        async with till.town.db.work() as work:
            back = payments.send_back(work, MARKET, end.loose_end_id, WHY)
            assert await answer(back) == "nothing_to_send_back"
        await till.check(order)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert await suspense(till, "USD") == before


async def test_a_right_payment_beside_a_held_one_pays_and_the_held_one_goes_back_by_itself(
    till: Till,
) -> None:
    order = await placed(till)
    before = await suspense(till)
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    strange = {**ring.event["data"], "id": "pay_strange", "amount": 2499}
    till.deaf = False
    assert await till.tell("payment.paid", strange) == 204
    assert await suspense(till) - before == 2499
    assert await till.check(order) is STATE.PAID
    assert await suspense(till) == before
    (refund,) = await till.town.refunds(order)
    assert (refund.amount_minor, refund.payment_ref) == (2499, "pay_strange")
    # The provider has never heard of it: refused, and owed until a person has paid it another way.
    await till.town.work_off()
    async with till.town.db.work() as work:
        await payments.pay_back_otherwise(work, MARKET, refund.refund_id, payments.OtherWay.BANK, WHY)
    assert (await till.town.refunds(order))[0].state is REFUND.OTHERWISE


async def test_what_was_put_right_by_hand_leaves_suspense_and_never_counts(till: Till) -> None:
    order = await placed(till)
    before = await suspense(till)
    await till.press(await till.start(order), "wrong_amount")
    (ring,) = await till.heard("payment.paid", order)
    (end,) = await waiting(till, order)
    async with till.town.db.work() as work:
        await payments.settle_loose_end(work, MARKET, end.loose_end_id, WHY)
    assert await suspense(till) == before
    assert await ends(till, order) == ["held: looked_after"]
    assert await till.tell("payment.paid", {**ring.event["data"], "amount": 2500}) == 204
    assert (await till.town.order(order.order_id)).state is ORDER.AWAITING_PAYMENT


async def test_two_people_who_decide_at_once_send_it_back_once(till: Till) -> None:
    order = await placed(till)
    await till.press(await till.start(order), "other_amount")
    await till.heard("payment.paid", order)
    (end,) = await waiting(till, order)
    await asyncio.gather(*(send_back(till, end.loose_end_id) for _ in range(6)))
    assert len(await till.town.refunds(order)) == 1


@pytest.mark.parametrize("stock", [1, 0])
async def test_money_that_comes_72_hours_late_is_served_if_the_goods_are_there(
    till: Till, stock: int
) -> None:
    deal = await till.town.deal(price=2500, stock=1)
    order = await till.town.place(deal, pay_within=timedelta(hours=1))
    till.deaf = True
    await till.press(await till.start(order))
    (ring,) = await till.heard("payment.paid", order)
    till.town.clock.move_on(timedelta(hours=1))
    # The provider is away, so that nobody learns of it: the order is given up.
    assert await orders.expire_unpaid(till.town.db, MARKET, AWAY) > 0
    assert (await till.town.order(order.order_id)).state is ORDER.CANCELED
    if not stock:
        await till.town.bought(deal)
    till.town.clock.move_on(timedelta(hours=71))
    for _ in range(2):
        assert await till.tell("payment.paid", ring.event["data"]) == 204
    state = ORDER.PAID if stock else ORDER.REFUNDED
    assert (await till.town.order(order.order_id)).state is state
    assert len(await till.town.vouchers(order)) == stock
    assert [one.amount_minor for one in await till.town.refunds(order)] == [2500] * (1 - stock)


async def test_a_charge_whose_answers_were_all_lost_is_found_by_asking_and_never_repeated(
    till: Till,
) -> None:
    order = await placed(till)
    await till.plan(next_create="timeout_after", seconds=0.05)
    assert await answer(till.start(order)) == "provider_unreachable"
    (known,) = await till.known(order)
    await till.press(known["pay_url"], "callback_lost")
    # The payer presses again and again, in two languages: it is still the one payment.
    for locale in ("zh", "en", "zh"):
        assert await answer(till.start(order, locale)) in ("done", "already_paid")
    till.town.clock.move_on(timedelta(seconds=30))
    await payments.query_pending(till.town.db, MARKET, till.gateways)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert [one["status"] for one in await till.known(order)] == ["paid"]
    assert await answer(till.start(order)) == "already_paid"


async def test_news_in_any_order_ends_in_the_same_state(till: Till) -> None:
    """Paid, failed and closed of one attempt, told early (before our answer was recorded) and shuffled."""
    told = ["payment.failed", "payment.closed", "payment.paid", "payment.pending"]
    for turn in range(len(told)):
        order = await placed(till)
        till.deaf = True
        await till.plan(next_create="timeout_after", seconds=0.05)
        assert await answer(till.start(order)) == "provider_unreachable"
        (known,) = await till.known(order)
        await till.press(known["pay_url"])
        (ring,) = await till.heard("payment.paid", order)
        till.deaf = False
        for kind in [*told[turn:], *told[:turn]]:
            assert await till.tell(kind, ring.event["data"]) == 204
        assert (await till.town.order(order.order_id)).state is ORDER.PAID
        assert await ends(till, order) == []
        assert len(await till.town.vouchers(order)) == 1
