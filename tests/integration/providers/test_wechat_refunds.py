"""Refunds and bills of WeChat Pay."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec
import pytest

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.bills import BillKind
from linli.modules.payments.model import NewsKind
from linli.modules.payments.providers.bill_tables import BEIJING
from linli.modules.payments.providers.wechat_pay.gateway import WeChatPayGateway
from linli.modules.payments.refusals import PROVIDER_UNREACHABLE
from tests.integration.providers.pay_stage import intent_of, refund_of
from tests.integration.providers.wechat_stage import bought, gateway_of, simulated
from tests.simulators.wechat_pay import Keys, WeChatPay

SHANGHAI = "Asia/Shanghai"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[WeChatPay]:
    with simulated(keys) as running:
        running.post.drop = True
        yield running


@pytest.fixture
def gateway(program: WeChatPay) -> WeChatPayGateway:
    return gateway_of(program)


async def test_parts_go_back_each_once_and_never_more_than_was_paid(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    first, second, much = refund_of(intent, 300), refund_of(intent, 700), refund_of(intent, 1)
    for _ in range(2):
        news = await gateway.refund(intent, first)
        told = (news.kind, news.reference, news.amount_minor, news.currency)
        assert told == (NewsKind.REFUNDED, first.refund_id, 300, "CNY")
    await gateway.refund(intent, second)
    over = await gateway.refund(intent, much)
    assert (over.kind, over.provider_ref) == (NewsKind.REFUND_FAILED, "INVALID_REQUEST")
    [order] = program.orders.values()
    assert order.returned == 1000 and len(order.refunds) == 2
    paid = await gateway.query(intent)
    assert paid is not None and (paid.kind, paid.amount_minor) == (NewsKind.PAID, 1000)


async def test_a_lost_answer_is_found_by_asking_and_not_sent_twice(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    refund = refund_of(intent, 250)
    assert await gateway.query_refund(intent, refund) is None
    program.switches.lose_answer = 1
    with pytest.raises(Refusal):
        await gateway.refund(intent, refund)
    found = await gateway.query_refund(intent, refund)
    assert found is not None and found.kind is NewsKind.REFUNDED
    assert (await gateway.refund(intent, refund)).kind is NewsKind.REFUNDED
    [order] = program.orders.values()
    assert order.returned == 250


async def test_processing_stays_pending_and_what_ended_badly_waits_for_a_person(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    for end, kind in (
        ("PROCESSING", NewsKind.PENDING),
        ("ABNORMAL", NewsKind.REFUND_FAILED),
        ("CLOSED", NewsKind.REFUND_FAILED),
    ):
        program.refund_ends = end
        refund = refund_of(intent, 100)
        assert (await gateway.refund(intent, refund)).kind is kind
        news = await gateway.query_refund(intent, refund)
        assert news is not None and news.kind is kind


async def test_what_they_refuse_waits_and_is_tried_anew_when_a_person_wishes(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    refund, program.refuse_refund = refund_of(intent, 1000), "NOT_ENOUGH"
    news = await gateway.refund(intent, refund)
    assert (news.kind, news.provider_ref) == (NewsKind.REFUND_FAILED, "NOT_ENOUGH")
    program.refuse_refund = "FREQUENCY_LIMITED"
    with pytest.raises(Refusal) as refused:
        await gateway.refund(intent, refund)
    assert refused.value.kind is PROVIDER_UNREACHABLE
    program.refuse_refund = ""
    anew = msgspec.structs.replace(refund, round=2)
    await gateway.refund(intent, anew)
    found = await gateway.query_refund(intent, anew)
    assert found is not None and (found.kind, found.reference) == (NewsKind.REFUNDED, refund.refund_id)


async def test_the_bill_of_a_day_tells_payments_refunds_and_fees(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    day = _today()
    empty = await gateway.bill(day, SHANGHAI)
    assert (empty.lines, empty.raw) == ((), b"")
    intents = [await bought(program, gateway, intent_of(amount)) for amount in (1290, 3250)]
    refund = refund_of(intents[1], 1000)
    await gateway.refund(intents[1], refund)
    bill = await gateway.bill(day, SHANGHAI)
    told = [(one.kind, one.reference, one.amount_minor, one.fee_minor, one.currency) for one in bill.lines]
    assert told == [
        (BillKind.CHARGE, intents[0].intent_id, 1290, 8, "CNY"),
        (BillKind.CHARGE, intents[1].intent_id, 3250, 20, "CNY"),
        (BillKind.REFUND, refund.refund_id, 1000, -6, "CNY"),
    ]
    assert bill.lines[0].provider_ref == intents[0].provider_ref
    assert all(abs(one.at - clock.now()) < timedelta(minutes=2) for one in bill.lines)
    assert "应结订单金额" in bill.raw.decode()


async def test_a_day_elsewhere_takes_its_hours_from_two_bills(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    await bought(program, gateway, intent_of())
    [order] = program.orders.values()
    order.paid_at = datetime(2026, 3, 5, 0, 30, tzinfo=BEIJING)
    days = [order.paid_at.date() - timedelta(days=1), order.paid_at.date()]
    assert [len((await gateway.bill(day, SHANGHAI)).lines) for day in days] == [0, 1]
    assert [len((await gateway.bill(day, "Europe/Helsinki")).lines) for day in days] == [1, 0]


async def test_a_bill_that_is_not_what_its_hash_says_or_cannot_be_read_is_refused(
    program: WeChatPay, gateway: WeChatPayGateway
) -> None:
    await bought(program, gateway, intent_of())
    program.spoil_bill = True
    with pytest.raises(Refusal) as spoiled:
        await gateway.bill(_today(), SHANGHAI)
    program.spoil_bill, program.bill_text = False, "交易时间,商户号\r\n`2026-01-01,`1\r\n"
    with pytest.raises(Refusal) as unreadable:
        await gateway.bill(_today(), SHANGHAI)
    assert spoiled.value.kind is unreadable.value.kind is PROVIDER_UNREACHABLE


def _today() -> date:
    return datetime.now(BEIJING).date()
