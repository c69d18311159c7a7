"""What the simulator of Alipay remembers: trades and refunds, in fen."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.simulators.alipay.signing import BEIJING


def now() -> dt.datetime:
    return dt.datetime.now(BEIJING).replace(microsecond=0)


def moment(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def yuan(fen: int) -> str:
    return str(Decimal(fen).scaleb(-2).quantize(Decimal("0.01")))


def fen(text: str) -> int:
    """Raises ValueError or ArithmeticError for what is no amount with two decimals at most."""
    amount = Decimal(text).scaleb(2)
    if amount != amount.to_integral_value() or not amount.is_finite():
        raise ValueError(text)
    return int(amount)


@dataclass
class RefundRow:
    out_request_no: str
    refund: int
    done: bool = True
    at: dt.datetime = field(default_factory=now)


@dataclass
class Trade:
    """`begun`: Alipay itself begins a trade only when a payer opens the page or scans the code."""

    out_trade_no: str
    method: str
    asked: dict[str, Any]
    notify_url: str
    return_url: str
    begun: bool = False
    status: str = "WAIT_BUYER_PAY"
    trade_no: str = field(
        default_factory=lambda: f"{dt.datetime.now(BEIJING):%Y%m%d}22001{secrets.randbelow(10**15):015d}"
    )
    code: str = field(default_factory=lambda: f"https://qr.alipay.com/bax{secrets.token_hex(10)}")
    paid: int = 0
    paid_at: dt.datetime | None = None
    refunds: dict[str, RefundRow] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return fen(self.asked["total_amount"])

    @property
    def returned(self) -> int:
        return sum(one.refund for one in self.refunds.values())

    @property
    def over(self) -> bool:
        """Whether its time to be paid has passed."""
        end = self.asked.get("time_expire")
        return bool(end) and dt.datetime.strptime(f"{end}+0800", "%Y-%m-%d %H:%M:%S%z") <= now()

    @property
    def state(self) -> str:
        return "TRADE_CLOSED" if self.status == "WAIT_BUYER_PAY" and self.over else self.status

    def told(self) -> dict[str, Any]:
        """As a query tells it. The subject is part of it."""
        told = {
            "code": "10000",
            "msg": "Success",
            "buyer_logon_id": "159****5620",
            "buyer_user_id": "2088101117955611",
            "out_trade_no": self.out_trade_no,
            "subject": self.asked["subject"],
            "total_amount": yuan(self.paid or self.total),
            "trade_no": self.trade_no,
            "trade_status": self.state,
        }
        if self.paid_at is not None:
            told["send_pay_date"] = moment(self.paid_at)
            told["receipt_amount"] = told["buyer_pay_amount"] = yuan(self.paid)
            told["fund_bill_list"] = [{"amount": yuan(self.paid), "fund_channel": "ALIPAYACCOUNT"}]
        return told

    def pay(self, amount: int) -> None:
        self.status, self.paid, self.paid_at = "TRADE_SUCCESS", amount, now()
