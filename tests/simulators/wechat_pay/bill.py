"""The trade bill of a day, as WeChat Pay writes it: a backquote before each cell, yuan, Beijing's time."""

import datetime as dt
from collections.abc import Iterable

from tests.simulators.wechat_pay.book import Order, RefundRow
from tests.simulators.wechat_pay.keys import Keys

COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
# 0.6 percent, to the nearest fen.
FEE_PER_THOUSAND = 6


def yuan(fen: int, places: int = 2) -> str:
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}{'0' * (places - 2)}"


def fee_of(fen: int) -> int:
    return (fen * FEE_PER_THOUSAND + 500) // 1000


def bill_of(day: dt.date, orders: Iterable[Order], keys: Keys) -> str:
    """ "" where nothing was booked that day."""
    paid = [order for order in orders if order.paid_at is not None]
    charges = [order for order in paid if order.paid_at and order.paid_at.date() == day]
    refunds = [one for order in paid for one in order.refunds.values() if one.at.date() == day]
    rows = [_charge(order, keys) for order in charges] + [_refund(one, keys) for one in refunds]
    if not rows:
        return ""
    received, returned = sum(order.paid for order in charges), sum(one.refund for one in refunds)
    fees = sum(fee_of(order.paid) for order in charges) - sum(fee_of(one.refund) for one in refunds)
    sums = [
        str(len(rows)),
        yuan(received),
        yuan(returned),
        "0.00",
        yuan(fees, 5),
        yuan(received),
        yuan(returned),
    ]
    return "\r\n".join(["\ufeff" + COLUMNS, *rows, SUMS, _row(sums)]) + "\r\n"


def _row(cells: list[str]) -> str:
    return ",".join(f"`{cell}" for cell in cells)


def _words(text: str) -> str:
    """Signs that would break the table are written otherwise."""
    return text.replace(",", "\\ ").replace("\n", "\\n")


def _charge(order: Order, keys: Keys) -> str:
    at = f"{order.paid_at:%Y-%m-%d %H:%M:%S}"
    head = [at, keys.app_id, keys.merchant_id, "0", "", order.transaction_id, order.out_trade_no]
    how = ["oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", order.way.upper(), "SUCCESS", "OTHERS", "CNY"]
    money = [yuan(order.paid), "0.00", "0", "0", "0.00", "0.00", "", ""]
    tail = [_words(order.asked["description"]), "", yuan(fee_of(order.paid), 5), "0.60%"]
    return _row([*head, *how, *money, *tail, yuan(order.paid), "0.00", ""])


def _refund(one: RefundRow, keys: Keys) -> str:
    order, at = one.order, f"{one.at:%Y-%m-%d %H:%M:%S}"
    head = [at, keys.app_id, keys.merchant_id, "0", "", order.transaction_id, order.out_trade_no]
    how = ["oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", order.way.upper(), "REFUND", "OTHERS", "CNY"]
    state = {"SUCCESS": "SUCCESS", "ABNORMAL": "CHANGE", "CLOSED": "FAIL"}.get(one.status, "PROCESSING")
    money = ["0.00", "0.00", one.refund_id, one.out_refund_no, yuan(one.refund), "0.00", "ORIGINAL", state]
    tail = [_words(order.asked["description"]), "", yuan(-fee_of(one.refund), 5), "0.60%"]
    return _row([*head, *how, *money, *tail, "0.00", yuan(one.refund), ""])
