"""The business bill of a day: payments and refunds with their fees, then their sums in remarks."""

import re

from linli.modules.payments.bills import BillKind, BillLine
from linli.modules.payments.providers.bill_tables import Row
from linli.modules.payments.providers.trade_numbers import ours, read_refund_number, read_trade_number
from linli.modules.payments.providers.yuan import fen

TITLE = "#支付宝业务明细查询"
FIRST_COLUMN = "支付宝交易号"
_PAID = re.compile(r"#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元")
_RETURNED = re.compile(r"#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元")


def read_bill(text: str) -> list[BillLine]:
    """The lines of a bill. Amounts are what we receive, without what coupons of ours paid; Alipay writes what
    it takes, refunds and fees, with a minus.

    Raises ValueError, with the line, for a bill of which any part cannot be read or whose lines do not add up
    to its own sums: half a bill would look like missing payments.
    """
    rows = [row.strip("\r") for row in text.removeprefix("\ufeff").split("\n")]
    names: list[str] = []
    lines: list[BillLine] = []
    for number, row in enumerate(rows, 1):
        if not row.strip() or row.startswith("#"):
            continue
        cells = [cell.strip() for cell in row.split(",")]
        if not names:
            names = cells
        else:
            lines.append(_line(Row(number, names, cells)))
    if FIRST_COLUMN not in names:
        raise ValueError("the bill has no head")
    _check(lines, text)
    return lines


def _line(row: Row) -> BillLine:
    what, received, fee = row.text("业务类型"), row.fen("商家实收（元）"), -row.fen("服务费（元）")
    if what == "交易":
        kind, amount = BillKind.CHARGE, received
        provider_ref = row.text("支付宝交易号")
        reference = ours(read_trade_number, row.text("商户订单号"))
    elif what == "退款":
        kind, amount = BillKind.REFUND, -received
        provider_ref = row.text("退款批次号/请求号")
        reference = ours(read_refund_number, provider_ref)
    else:
        kind, amount, provider_ref, reference = BillKind.OTHER, received, row.text("支付宝交易号"), None
    if amount < 0 and kind is not BillKind.OTHER:
        raise ValueError(f"line {row.number} goes the wrong way")
    return BillLine(
        kind=kind,
        provider_ref=provider_ref,
        reference=reference,
        amount_minor=amount,
        fee_minor=fee,
        currency="CNY",
        at=row.at("完成时间"),
    )


def _check(lines: list[BillLine], text: str) -> None:
    for pattern, kind in ((_PAID, BillKind.CHARGE), (_RETURNED, BillKind.REFUND)):
        told = pattern.search(text)
        if told is None:
            raise ValueError("the bill ends without its sums")
        amounts = [line.amount_minor for line in lines if line.kind is kind]
        if (int(told.group(1)), abs(fen(told.group(2)))) != (len(amounts), sum(amounts)):
            raise ValueError(f"the lines do not add up to the bill's sums: {told.group(0)}")
