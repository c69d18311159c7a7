"""Refunds and bills of Alipay."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec
import pytest

from linli.kernel import clock
from linli.kernel.refusals import Refusal
from linli.modules.payments.bills import BillKind
from linli.modules.payments.model import NewsKind
from linli.modules.payments.providers.alipay.gateway import AlipayGateway
from linli.modules.payments.providers.bill_tables import BEIJING
from linli.modules.payments.providers.trade_numbers import refund_number
from linli.modules.payments.refusals import BILL_NOT_READY, PROVIDER_UNREACHABLE
from tests.integration.providers.alipay_stage import bought, gateway_of, simulated
from tests.integration.providers.pay_stage import intent_of, refund_of
from tests.simulators.alipay import Alipay, Keys

SHANGHAI = "Asia/Shanghai"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys()


@pytest.fixture
def program(keys: Keys) -> Iterator[Alipay]:
    with simulated(keys) as running:
        running.post.drop = True
        yield running


@pytest.fixture
def gateway(program: Alipay) -> AlipayGateway:
    return gateway_of(program)


async def test_parts_go_back_each_once_and_never_more_than_was_paid(
    program: Alipay, gateway: AlipayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    first, second, much = refund_of(intent, 300), refund_of(intent, 700), refund_of(intent, 1)
    for _ in range(2):
        news = await gateway.refund(intent, first)
        told = (news.kind, news.reference, news.amount_minor, news.provider_ref)
        assert told == (NewsKind.REFUNDED, first.refund_id, 300, refund_number(first))
    assert (await gateway.refund(intent, second)).kind is NewsKind.REFUNDED
    assert (await gateway.refund(intent, much)).kind is NewsKind.REFUND_FAILED
    [trade] = program.trades.values()
    assert trade.returned == 1000 and len(trade.refunds) == 2


async def test_a_lost_answer_is_found_by_asking_and_not_sent_twice(
    program: Alipay, gateway: AlipayGateway
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
    [trade] = program.trades.values()
    assert trade.returned == 250


async def test_money_that_has_not_moved_yet_stays_pending(program: Alipay, gateway: AlipayGateway) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    refund, program.refund_done = refund_of(intent, 250), False
    assert (await gateway.refund(intent, refund)).kind is NewsKind.PENDING
    [trade] = program.trades.values()
    [row] = trade.refunds.values()
    row.done = True
    assert (await gateway.refund(intent, refund)).kind is NewsKind.REFUNDED


async def test_what_they_refuse_waits_and_is_tried_anew_when_a_person_wishes(
    program: Alipay, gateway: AlipayGateway
) -> None:
    intent = await bought(program, gateway, intent_of(1000))
    refund, program.refuse_refund = refund_of(intent, 1000), "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    news = await gateway.refund(intent, refund)
    assert (news.kind, news.provider_ref) == (NewsKind.REFUND_FAILED, "ACQ.SELLER_BALANCE_NOT_ENOUGH")
    program.refuse_refund = "ACQ.SYSTEM_ERROR"
    with pytest.raises(Refusal) as refused:
        await gateway.refund(intent, refund)
    assert refused.value.kind is PROVIDER_UNREACHABLE
    program.refuse_refund = ""
    anew = msgspec.structs.replace(refund, round=2)
    assert (await gateway.refund(intent, anew)).kind is NewsKind.REFUNDED


async def test_the_bill_of_a_day_tells_payments_refunds_and_fees(
    program: Alipay, gateway: AlipayGateway
) -> None:
    day = datetime.now(BEIJING).date()
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
    names = [one.provider_ref for one in bill.lines]
    assert names == [intents[0].provider_ref, intents[1].provider_ref, refund_number(refund)]
    assert all(abs(one.at - clock.now()) < timedelta(minutes=2) for one in bill.lines)
    assert "业务明细列表" in bill.raw.decode("gb18030")


async def test_no_bill_means_nothing_was_booked_once_bills_are_made(
    program: Alipay, gateway: AlipayGateway
) -> None:
    today = datetime.now(BEIJING).date()
    with pytest.raises(Refusal) as early:
        await gateway.bill(today, SHANGHAI)
    assert early.value.kind is BILL_NOT_READY
    bill = await gateway.bill(today - timedelta(days=2), SHANGHAI)
    assert (bill.lines, bill.raw) == ((), b"")


async def test_a_bill_that_cannot_be_read_or_fetched_is_refused(
    program: Alipay, gateway: AlipayGateway
) -> None:
    day = date(2026, 3, 5)
    program.bill_text = "#支付宝业务明细查询\n#交易合计：1笔，商家实收共10.00元，商家优惠共0.00元\n"
    with pytest.raises(Refusal) as unreadable:
        await gateway.bill(day, SHANGHAI)
    program.bill_text = "#another kind of table\n"
    with pytest.raises(Refusal) as another:
        await gateway.bill(day, SHANGHAI)
    assert unreadable.value.kind is another.value.kind is PROVIDER_UNREACHABLE
