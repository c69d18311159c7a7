"""The trade bill of a day (type ALL): payments and refunds, then their sums.

Every cell of a line begins with a backquote, and a comma inside a name is escaped, so a line is cut at its
commas. Columns are found by their names: other kinds of bill order them otherwise.
"""

from linli.modules.payments.bills import BillKind, BillLine
from linli.modules.payments.providers.bill_tables import Row
from linli.modules.payments.providers.trade_numbers import ours, read_refund_number, read_trade_number

SUMS = "总交易单数"
CURRENCY = "CNY"


def read_bill(text: str) -> list[BillLine]:
    """The lines of a bill. A payment's amount is what is settled to us, without what coupons of ours paid.

    Raises ValueError, with the line, for a bill of which any part cannot be read or whose lines do not add up
    to its own sums: half a bill would look like missing payments.
    """
    rows = [line.strip("\r") for line in text.removeprefix("\ufeff").split("\n") if line.strip()]
    if not rows:
        raise ValueError("the bill is empty")
    names = rows[0].split(",")
    end = next((at for at, row in enumerate(rows) if row.lstrip("`").startswith(SUMS)), None)
    if end is None or end + 1 >= len(rows):
        raise ValueError("the bill ends without its sums")
    read = [Row(at + 1, names, _cells(at + 1, row)) for at, row in enumerate(rows[1:end], 1)]
    sums = Row(end + 2, rows[end].replace("`", "").split(","), _cells(end + 2, rows[end + 1]))
    lines = [_line(row) for row in read]
    _check(lines, sums)
    return lines


def _cells(number: int, row: str) -> list[str]:
    cells = row.split(",")
    if not all(cell.startswith("`") for cell in cells):
        raise ValueError(f"line {number} has a cell without its backquote")
    return [cell[1:].strip() for cell in cells]


def _line(row: Row) -> BillLine:
    state, currency = row.text("交易状态"), row.text("货币种类")
    if currency != CURRENCY:
        raise ValueError(f"line {row.number} is in {currency}")
    at, fee = row.at("交易时间"), row.fen("手续费")
    if state == "SUCCESS":
        kind, amount = BillKind.CHARGE, row.fen("应结订单金额")
        provider_ref, reference = row.text("微信订单号"), ours(read_trade_number, row.text("商户订单号"))
    elif state in ("REFUND", "REVOKED"):
        kind, amount = BillKind.REFUND, row.fen("退款金额")
        provider_ref, reference = row.text("微信退款单号"), ours(read_refund_number, row.text("商户退款单号"))
    else:
        raise ValueError(f"line {row.number} is in a state {state[:20]!r}")
    if amount < 0:
        raise ValueError(f"line {row.number} has an amount below zero")
    return BillLine(
        kind=kind,
        provider_ref=provider_ref,
        reference=reference,
        amount_minor=amount,
        fee_minor=fee,
        currency=currency,
        at=at,
    )


def _check(lines: list[BillLine], sums: Row) -> None:
    charged = sum(line.amount_minor for line in lines if line.kind is BillKind.CHARGE)
    returned = sum(line.amount_minor for line in lines if line.kind is BillKind.REFUND)
    fees = sum(line.fee_minor for line in lines)
    told = (
        int(sums.text(SUMS)),
        sums.fen("应结订单总金额"),
        sums.fen("退款总金额"),
        sums.fen("手续费总金额"),
    )
    if told != (len(lines), charged, returned, fees):
        raise ValueError(f"the lines do not add up to the bill's sums: {told}")
