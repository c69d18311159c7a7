"""Orders paid through Stripe's library while its simulator answers late, twice, wrongly or not at all."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments
from linli.modules.payments.providers.stripe import gateway as adapter
from tests.integration.providers.stripe_stage import Till, gateway_of, open_till
from tests.integration.trade_stage import MARKET, answer

STATE, ORDER = payments.IntentState, orders.OrderState
DECLINED = "4000000000000002"


@pytest_asyncio.fixture(scope="module")
async def shared(postgres: EmbeddedPostgres) -> AsyncIterator[Till]:
    async with open_till(postgres) as till:
        yield till


@pytest.fixture
def till(shared: Till) -> Till:
    shared.reset()
    return shared


async def test_an_order_is_paid_by_card_and_its_voucher_issued(till: Till) -> None:
    order = await till.placed()
    session = await till.paid(order)
    intent = await till.town.intent(order)
    assert (intent.state, intent.provider, intent.provider_ref) == (STATE.PAID, "stripe", session.id)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID
    assert len(await till.town.vouchers(order)) == 1


async def test_a_webhook_that_comes_twice_counts_once(till: Till) -> None:
    order = await till.placed()
    till.program.post.copies = 2
    await till.press(await till.start(order))
    assert await till.news(2) == [200, 200]
    assert len(await till.town.vouchers(order)) == 1


async def test_a_webhook_that_never_comes_is_made_up_for_by_asking(till: Till) -> None:
    order = await till.placed()
    till.program.post.drop = True
    await till.press(await till.start(order))
    assert await till.check(order) is STATE.PAID


async def test_a_late_webhook_of_what_was_found_by_asking_changes_nothing(till: Till) -> None:
    order = await till.placed()
    till.program.post.hold = True
    await till.press(await till.start(order))
    assert await till.check(order) is STATE.PAID
    till.program.post.send_held()
    assert await till.news(1) == [200]
    assert len(await till.town.vouchers(order)) == 1
    assert await till.loose() == []


async def test_a_forged_or_stale_webhook_is_refused_and_changes_nothing(till: Till) -> None:
    order = await till.placed()
    checkout = await till.start(order)
    till.program.forge_news = True
    await till.press(checkout)
    assert await till.news(1) == [401]
    till.program.forge_news, till.program.news_age = False, 301
    till.program.tell("checkout.session.completed", till.sessions(order)[0].told())
    assert await till.news(1) == [401]
    assert await till.state(order) is STATE.PENDING


async def test_one_address_takes_the_news_of_every_market(till: Till) -> None:
    order = await till.placed()
    await till.press(await till.start(order))
    assert await till.news(1, market_id=MARKET + 1) == [200]
    assert await till.state(order) is STATE.PAID


async def test_news_of_other_programs_on_the_account_is_passed_over(till: Till) -> None:
    order = await till.placed()
    session = (await till.start(order)) and till.sessions(order)[0]
    strange = {**session.told(), "metadata": {}, "payment_status": "paid", "status": "complete"}
    till.program.tell("checkout.session.completed", strange)
    till.program.tell("customer.created", {"id": "cus_1", "object": "customer"})
    assert await till.news(2) == [200, 200]
    assert await till.state(order) is STATE.PENDING


async def test_a_start_whose_answer_was_lost_finds_the_same_session_in_another_language_too(
    till: Till,
) -> None:
    order = await till.placed()
    till.program.lose("create")
    assert await answer(till.start(order)) == "provider_unreachable"
    checkout = await till.start(order, locale="en")
    (session,) = till.sessions(order)
    assert checkout.provider_ref == session.id
    assert session.asked["locale"] == "zh"


async def test_a_provider_that_takes_too_long_is_unreachable_and_then_asked_again(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await till.placed()
    monkeypatch.setattr(adapter, "WHOLE_SECONDS", 0.2)
    till.program.switches.slow_seconds = 0.6
    assert await answer(till.start(order)) == "provider_unreachable"
    till.program.switches.slow_seconds = 0
    monkeypatch.undo()
    await till.start(order)
    assert len(till.sessions(order)) == 1


async def test_the_library_does_not_try_again_by_itself(till: Till) -> None:
    order = await till.placed()
    till.program.break_at("create", times=5)
    before = len(till.program.calls)
    assert await answer(till.start(order)) == "provider_unreachable"
    assert len(till.program.calls) == before + 1


async def test_a_key_that_is_not_accepted_is_no_way_to_pay_for_now(till: Till) -> None:
    order = await till.placed()
    stranger = {"stripe": gateway_of(till.program, secret_key="sk_test_another")}
    intent = await till.town.intent(order)
    assert await answer(stranger["stripe"].query(intent)) == "provider_unreachable"


async def test_a_declined_card_leaves_the_page_open_for_another(till: Till) -> None:
    order = await till.placed()
    checkout = await till.start(order)
    assert not await till.press(checkout, DECLINED)
    assert await till.check(order) is STATE.PENDING
    assert await till.press(checkout)
    assert await till.check(order) is STATE.PAID


async def test_another_amount_is_held_for_a_person(till: Till) -> None:
    order = await till.placed()
    till.program.takes_another = 1
    await till.press(await till.start(order))
    assert await till.news(1) == [200]
    assert await till.state(order) is STATE.HELD
    assert payments.LooseKind.HELD in await till.loose()
    async with till.town.db.read() as reader:
        _, (loose, *_) = await payments.loose_ends(reader, MARKET)
    async with till.town.db.work() as work:
        await payments.settle_loose_end(work, MARKET, loose.loose_end_id, "looked at")


async def test_what_is_given_up_is_expired_there_and_its_news_changes_nothing(till: Till) -> None:
    order = await till.placed()
    checkout = await till.start(order)
    assert not await till.close(order)
    assert [one.status for one in till.sessions(order)] == ["expired"]
    assert not await till.press(checkout)
    assert await till.news(1) == [200]
    assert await till.state(order) is STATE.CLOSED


async def test_giving_up_finds_what_was_paid_meanwhile(till: Till) -> None:
    order = await till.placed()
    till.program.post.drop = True
    await till.press(await till.start(order))
    assert await till.close(order)
    assert (await till.town.order(order.order_id)).state is ORDER.PAID


async def test_a_page_that_ran_out_by_itself_ends_the_payment(till: Till) -> None:
    order = await till.placed()
    await till.start(order)
    (session,) = till.sessions(order)
    session.asked["expires_at"] = session.created
    assert await till.check(order) is STATE.CLOSED


async def test_an_amount_that_cards_do_not_carry_is_another_ways_to_take(till: Till) -> None:
    order = await till.placed(price=100)
    assert await answer(till.start(order)) == "way_not_possible"
    assert await till.check(order) is STATE.PENDING
    assert not await till.close(order)


async def test_a_page_stays_open_as_long_as_stripe_demands(till: Till) -> None:
    """Half an hour at least; the order itself waits for less."""
    order = await till.placed()
    await till.start(order)
    (session,) = till.sessions(order)
    assert session.expires_at - session.created >= timedelta(minutes=30).total_seconds()
