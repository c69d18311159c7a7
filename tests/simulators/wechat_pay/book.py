"""What the simulator of WeChat Pay remembers: orders and refunds, in fen."""

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
BEIJING = dt.timezone(dt.timedelta(hours=8))


def beijing_now() -> dt.datetime:
    return dt.datetime.now(BEIJING).replace(microsecond=0)


@dataclass
class RefundRow:
    out_refund_no: str
    order: "Order"
    refund: int
    reason: str
    notify_url: str
    refund_id: str = field(default_factory=lambda: f"5030{secrets.randbelow(10**24):024d}")
    status: str = "PROCESSING"
    at: dt.datetime = field(default_factory=beijing_now)

    def told(self) -> dict[str, Any]:
        """As a query tells it."""
        amount = {"total": self.order.total, "refund": self.refund, "payer_total": self.order.total}
        return {
            "refund_id": self.refund_id,
            "out_refund_no": self.out_refund_no,
            "transaction_id": self.order.transaction_id,
            "out_trade_no": self.order.out_trade_no,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "create_time": self.at.isoformat(),
            "status": self.status,
            "amount": {**amount, "payer_refund": self.refund, "currency": "CNY"},
        }

    def notified(self, merchant_id: str) -> dict[str, Any]:
        """As a notification tells it: its state has another name there, and no currency is told."""
        told = self.told()
        told["refund_status"] = told.pop("status")
        told["amount"].pop("currency")
        return {"mchid": merchant_id, **told, "success_time": self.at.isoformat()}


@dataclass
class Order:
    out_trade_no: str
    way: str
    asked: dict[str, Any]
    prepay_id: str = field(default_factory=lambda: f"wx{secrets.token_hex(17)}")
    state: str = "NOTPAY"
    transaction_id: str = ""
    paid_at: dt.datetime | None = None
    # What the payer is told to have paid, where a switch makes it another amount.
    paid: int = 0
    refunds: dict[str, RefundRow] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return int(self.asked["amount"]["total"])

    @property
    def returned(self) -> int:
        return sum(one.refund for one in self.refunds.values() if one.status != "CLOSED")

    @property
    def code_url(self) -> str:
        return f"weixin://wxpay/bizpayurl?pr={self.prepay_id[-9:]}"

    @property
    def over(self) -> bool:
        """Whether its time to be paid has passed."""
        end = self.asked.get("time_expire")
        return bool(end) and dt.datetime.fromisoformat(end) <= dt.datetime.now(BEIJING)

    def told(self, app_id: str, merchant_id: str) -> dict[str, Any]:
        """As a query or a notification tells it."""
        state = "CLOSED" if self.state == "NOTPAY" and self.over else self.state
        told: dict[str, Any] = {
            "appid": app_id,
            "mchid": merchant_id,
            "out_trade_no": self.out_trade_no,
            "attach": self.asked.get("attach", ""),
            "trade_state": state,
            "trade_state_desc": "支付成功" if state == "SUCCESS" else "订单未支付",
        }
        if self.paid_at is not None:
            told["transaction_id"] = self.transaction_id
            told["trade_type"] = {"native": "NATIVE", "h5": "MWEB", "jsapi": "JSAPI"}[self.way]
            told["bank_type"] = "OTHERS"
            told["success_time"] = self.paid_at.isoformat()
            told["payer"] = {"openid": OPENID}
            told["amount"] = {
                "total": self.paid,
                "payer_total": self.paid,
                "currency": "CNY",
                "payer_currency": "CNY",
            }
        return told

    def pay(self, amount: int) -> None:
        self.state, self.paid, self.paid_at = "SUCCESS", amount, beijing_now()
        self.transaction_id = f"4200{secrets.randbelow(10**24):024d}"
