"""Bills of WeChat Pay and Alipay, of a thousand lines, whole and with seeded faults: none passes unseen."""

import datetime as dt
import random
from collections.abc import Callable

import pytest

from linli.modules.payments.bills import BillKind, BillLine
from linli.modules.payments.providers.alipay import bill as alipay_bill
from linli.modules.payments.providers.trade_numbers import refund_number, trade_number
from linli.modules.payments.providers.wechat_pay import bill as wechat_bill
from tests.integration.providers.pay_stage import intent_of, refund_of
from tests.simulators import alipay, wechat_pay
from tests.simulators.alipay import bill as alipay_writes
from tests.simulators.alipay.book import BEIJING
from tests.simulators.alipay.book import RefundRow as AlipayRefund
from tests.simulators.wechat_pay import bill as wechat_writes
from tests.simulators.wechat_pay.book import RefundRow as WechatRefund

DAY = dt.date(2026, 3, 5)
NOON = dt.datetime(2026, 3, 5, 12, 0, 1, tzinfo=BEIJING)
PAYMENTS, REFUNDED = 700, 300
SEED = 20261122
Line = tuple[BillKind, int, str]


def wechat(amounts: list[int], refunds: list[int]) -> tuple[str, list[Line]]:
    orders = []
    for amount in amounts:
        asked = {"description": "粥, 一碗\n热的", "amount": {"total": amount}}
        order = wechat_pay.Order(trade_number(intent_of()), "native", asked)
        order.pay(amount)
        order.paid_at = NOON
        orders.append(order)
    for order, amount in zip(orders, refunds, strict=False):
        row = WechatRefund(
            refund_number(refund_of(intent_of(), 1)), order, amount, "", "", "5030", "SUCCESS", NOON
        )
        order.refunds[row.out_refund_no] = row
    told = [(BillKind.CHARGE, one.paid, one.transaction_id) for one in orders]
    told += [(BillKind.REFUND, amount, "5030") for amount in refunds]
    return wechat_writes.bill_of(DAY, orders, wechat_pay.Keys()), told


def ali(amounts: list[int], refunds: list[int]) -> tuple[str, list[Line]]:
    trades = []
    for amount in amounts:
        asked = {"subject": "粥 一碗", "total_amount": f"{amount // 100}.{amount % 100:02d}"}
        trade = alipay.Trade(trade_number(intent_of()), "alipay.trade.precreate", asked, "", "")
        trade.pay(amount)
        trade.paid_at = NOON
        trades.append(trade)
    told = [(BillKind.CHARGE, one.paid, one.trade_no) for one in trades]
    for trade, amount in zip(trades, refunds, strict=False):
        row = AlipayRefund(refund_number(refund_of(intent_of(), 1)), amount, True, NOON)
        trade.refunds[row.out_request_no] = row
        told.append((BillKind.REFUND, amount, row.out_request_no))
    return alipay_writes.bill_of(DAY, trades, alipay.Keys()), told


READERS = {"wechat_pay": (wechat, wechat_bill.read_bill), "alipay": (ali, alipay_bill.read_bill)}
Reader = Callable[[str], list[BillLine]]


@pytest.fixture(scope="module", params=sorted(READERS))
def thousand(request: pytest.FixtureRequest) -> tuple[str, list[Line], Reader]:
    """The text of a bill, what stands in it, and who reads it."""
    write, read = READERS[request.param]
    dice = random.Random(SEED)
    amounts = [dice.randint(500, 100_000) for _ in range(PAYMENTS)]
    text, told = write(amounts, [dice.randint(1, 500) for _ in range(REFUNDED)])
    return text, told, read


def test_a_thousand_lines_are_read_word_for_word(thousand: tuple[str, list[Line], Reader]) -> None:
    text, told, read = thousand
    lines = read(text)
    assert sorted((one.kind, one.amount_minor, one.provider_ref) for one in lines) == sorted(told)
    assert all(one.reference is not None and one.currency == "CNY" and one.at == NOON for one in lines)
    fees = [one.fee_minor if one.kind is BillKind.CHARGE else -one.fee_minor for one in lines]
    assert all(fee == (one.amount_minor * 6 + 500) // 1000 for fee, one in zip(fees, lines, strict=True))


def faulty(text: str, dice: random.Random) -> str:
    """The bill with one fault in one line."""
    rows = text.split("\n")
    body = [at for at, row in enumerate(rows) if row.count(",") > 20 and "号," not in row]
    at = dice.choice(body)
    cells = rows[at].rstrip("\r").split(",")
    fault = dice.choice(["gone", "twice", "short", "long", "cent", "word", "fraction", "empty"])
    amounts = [
        n for n, cell in enumerate(cells) if cell.strip("`\t-").replace(".", "", 1).isdigit() and "." in cell
    ]
    counted = [n for n in amounts if cells[n].strip("`\t-") not in ("0.00", "0.00000")][:1]
    if fault == "gone":
        return "\n".join(rows[:at] + rows[at + 1 :])
    if fault == "twice":
        return "\n".join([*rows[:at], rows[at], *rows[at:]])
    if fault == "short":
        cells.pop(dice.randrange(len(cells)))
    elif fault == "long":
        cells.insert(dice.randrange(len(cells)), cells[0])
    else:
        n = counted[0]
        # Alipay tells what was ordered before what is received: only the latter is money of ours.
        n += 1 if "`" not in cells[n] else 0
        last = cells[n][-1]
        other = {"cent": str((int(last) + 1) % 10), "word": "x", "fraction": f"{last}5", "empty": ""}[fault]
        cells[n] = "`" * cells[n].startswith("`") if fault == "empty" else cells[n][:-1] + other
    rows[at] = ",".join(cells)
    return "\n".join(rows)


def test_every_seeded_fault_is_refused(thousand: tuple[str, list[Line], Reader]) -> None:
    text, _, read = thousand
    dice = random.Random(SEED)
    for _ in range(24):
        with pytest.raises(ValueError, match=r"line|add up|column"):
            read(faulty(text, dice))


def test_half_a_bill_is_none(thousand: tuple[str, list[Line], Reader]) -> None:
    text, _, read = thousand
    for part in (text[: len(text) // 2], text[:200], "", "\n", "交易时间,x\n`1,`2"):
        with pytest.raises(ValueError, match=r"."):
            read(part)


def test_other_business_of_the_account_is_read_but_not_ours() -> None:
    text, _ = wechat([1000], [])
    [line] = wechat_bill.read_bill(text.replace("_1,", "-from-a-till,"))
    assert (line.reference, line.amount_minor) == (None, 1000)
    text, _ = ali([1000], [])
    [line] = alipay_bill.read_bill(text.replace("_1\t", "-from-a-till\t"))
    assert (line.reference, line.amount_minor) == (None, 1000)


def test_another_currency_and_another_state_are_named() -> None:
    text, _ = wechat([1000], [])
    with pytest.raises(ValueError, match="line 2 is in USD"):
        wechat_bill.read_bill(text.replace("`CNY", "`USD"))
    with pytest.raises(ValueError, match="line 2 is in a state"):
        wechat_bill.read_bill(text.replace("`SUCCESS", "`LOST"))


def test_business_of_another_kind_counts_as_what_the_account_gained() -> None:
    text, _ = ali([1000, 500], [])
    fewer = text.replace("交易\t", "分账\t", 1).replace(
        "交易合计：2笔，商家实收共15.00", "交易合计：1笔，商家实收共5.00"
    )
    assert [one.kind for one in alipay_bill.read_bill(fewer)] == [BillKind.OTHER, BillKind.CHARGE]
