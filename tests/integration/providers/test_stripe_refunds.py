"""Refunds and bills through Stripe's library, against its simulator."""

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
import pytest_asyncio

from linli.kernel import clock
from linli.kernel.embedded import EmbeddedPostgres
from linli.modules import orders, payments
from tests.integration.providers.pay_stage import ask_for, intent_of, refund_of
from tests.integration.providers.stripe_stage import Till, gateway_of, open_till
from tests.integration.trade_stage import MARKET, answer
from tests.simulators import stripe

DUE, DONE, FAILED = payments.RefundState.DUE, payments.RefundState.DONE, payments.RefundState.FAILED
ZONE = "Europe/Helsinki"


@pytest_asyncio.fixture(scope="module")
async def shared(postgres: EmbeddedPostgres) -> AsyncIterator[Till]:
    async with open_till(postgres) as till:
        yield till


@pytest.fixture
def till(shared: Till) -> Till:
    shared.reset()
    return shared


async def refunded(till: Till) -> orders.Order:
    """An order of which all goes back, as far as the provider lets it."""
    order = await till.placed()
    await till.paid(order)
    await till.town.refund(await till.town.order(order.order_id))
    await till.town.work_off()
    return order


async def states(till: Till, order: orders.Order) -> list[payments.RefundState]:
    return [one.state for one in await till.town.refunds(order)]


async def send(till: Till, order: orders.Order) -> bool:
    (refund,) = await till.town.refunds(order)
    return await payments.send_refund(till.town.db, MARKET, refund.refund_id, till.gateways)


async def test_a_refund_is_sent_and_its_news_afterwards_changes_nothing(till: Till) -> None:
    order = await refunded(till)
    assert await states(till, order) == [DONE]
    assert await till.news(1) == [200]
    assert [(one.amount, one.status) for one in till.sessions(order)[0].refunds] == [(1290, "succeeded")]


async def test_a_refund_under_way_is_due_until_its_news_comes(till: Till) -> None:
    till.program.refund_ends = "pending"
    order = await refunded(till)
    assert await states(till, order) == [DUE]
    till.program.end_refund(till.sessions(order)[0].refunds[0], "succeeded")
    assert await till.news(2) == [200, 200]
    assert await states(till, order) == [DONE]


async def test_a_refund_under_way_that_the_bank_sends_back_waits_for_a_person(till: Till) -> None:
    till.program.refund_ends = "pending"
    order = await refunded(till)
    till.program.end_refund(till.sessions(order)[0].refunds[0], "failed")
    await till.news(2)
    assert await states(till, order) == [FAILED]
    till.program.refund_ends = "succeeded"
    (refund,) = await till.town.refunds(order)
    async with till.town.db.work() as work:
        assert await payments.send_again(work, MARKET, [refund.refund_id], "the bank took it") == 1
    assert await send(till, order)
    assert [one.status for one in till.sessions(order)[0].refunds] == ["failed", "succeeded"]


async def test_a_refund_that_the_account_cannot_pay_today_stays_due(till: Till) -> None:
    till.program.refuse_refund = "balance_insufficient"
    order = await refunded(till)
    assert await states(till, order) == [DUE]
    till.program.refuse_refund = ""
    assert await send(till, order)


async def test_a_refund_that_was_made_by_hand_there_waits_for_a_person(till: Till) -> None:
    till.program.refuse_refund = "charge_already_refunded"
    order = await refunded(till)
    assert await states(till, order) == [FAILED]
    till.program.refuse_refund = ""
    (refund,) = await till.town.refunds(order)
    async with till.town.db.work() as work:
        await payments.send_again(work, MARKET, [refund.refund_id], "it was not")
    assert await send(till, order)


async def test_a_refund_is_not_sent_twice_when_stripe_has_forgotten_its_key(till: Till) -> None:
    """Keys are kept for a day only."""
    till.program.post.drop = True
    till.program.lose("refund")
    order = await till.placed()
    await till.start(order)
    (session,) = till.sessions(order)
    till.program.pay(session.id)
    assert await till.check(order) is payments.IntentState.PAID
    await till.town.refund(await till.town.order(order.order_id))
    await till.town.work_off()
    assert await states(till, order) == [DUE]
    till.program.forget_keys()
    assert await send(till, order)
    assert [one.amount for one in session.refunds] == [1290]


@pytest.mark.parametrize(
    ("currency", "minor", "there"), [("JPY", 500, 500), ("ISK", 500, 50_000), ("KWD", 5120, 5120)]
)
async def test_currencies_without_hundredths_are_asked_for_and_told_in_ours(
    till: Till, currency: str, minor: int, there: int
) -> None:
    intent = msgspec.structs.replace(intent_of(minor), currency=currency)
    checkout = await till.gateway.create(intent, ask_for("card"))
    assert till.program.sessions[checkout.provider_ref].amount == there
    till.program.post.drop = True
    till.program.pay(checkout.provider_ref)
    news = await till.gateway.query(intent)
    assert news is not None
    assert (news.kind, news.amount_minor, news.currency) == (payments.NewsKind.PAID, minor, currency)
    half = refund_of(intent, minor // 2)
    back = await till.gateway.refund(
        msgspec.structs.replace(intent, provider_ref=checkout.provider_ref), half
    )
    assert (back.kind, back.amount_minor) == (payments.NewsKind.REFUNDED, minor // 2)


async def test_thousandths_that_cards_cannot_carry_are_refused_before_anybody_is_asked(till: Till) -> None:
    intent = msgspec.structs.replace(intent_of(5123), currency="KWD")
    before = len(till.program.calls)
    assert await answer(till.gateway.create(intent, ask_for("card"))) == "way_not_possible"
    assert len(till.program.calls) == before


async def bill_of(program: stripe.Stripe) -> list[payments.BillLine]:
    today = clock.now().astimezone(ZoneInfo(ZONE)).date()
    return list((await gateway_of(program).bill(today, ZONE)).lines)


@pytest.fixture
def program() -> stripe.Stripe:
    return stripe.started()


async def test_a_bill_of_several_pages_is_read_whole(program: stripe.Stripe) -> None:
    for amount in range(1, 231):
        program.pay_out(amount)
    lines = await bill_of(program)
    assert [line.kind for line in lines] == [payments.BillKind.PAYOUT] * 230
    assert sum(line.amount_minor for line in lines) == sum(range(1, 231))
    program.stop()


async def test_a_charge_in_another_currency_has_its_fee_on_a_line_of_its_own(program: stripe.Stripe) -> None:
    intent = msgspec.structs.replace(intent_of(1000), currency="SEK")
    checkout = await gateway_of(program).create(intent, ask_for("card"))
    program.pay(checkout.provider_ref)
    kind = payments.BillKind
    assert {
        (line.kind, line.amount_minor, line.fee_minor, line.currency) for line in await bill_of(program)
    } == {
        (kind.CHARGE, 1000, 0, "SEK"),
        (kind.FEE, 40, 0, "EUR"),
    }
    program.stop()


async def test_a_bill_is_kept_word_for_word_and_once(till: Till) -> None:
    await till.paid(await till.placed())
    today = clock.now().astimezone(ZoneInfo(ZONE)).date()
    first = await payments.fetch_bill(till.town.db, till.gateway, today, ZONE)
    again = await payments.fetch_bill(till.town.db, till.gateway, today, ZONE)
    assert first.raw == again.raw
    text = "SELECT count(*) FROM payments.bills WHERE provider = 'stripe' AND day = $1 AND zone = $2"
    assert (await till.town.rows(text, today, ZONE))[0][0] == 1
    async with till.town.db.read() as reader:
        kept = await payments.bill_of_day(reader, "stripe", today, ZONE)
        assert await payments.bill_of_day(reader, "stripe", today - timedelta(days=1), ZONE) is None
    assert kept == first
