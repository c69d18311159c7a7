"""The simulator's book: an application and its stores, passes, and the vouchers that were sold."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
UNUSED, USED, REFUNDED = 1, 2, 4
CANCEL_WITHIN = 3600
PASS_LIVES, PASS_ENDS_IN = 7200, 300


def digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


@dataclass
class Account:
    """An application that the platform has approved, and the stores that have authorized it."""

    app: str = field(default_factory=lambda: f"tt{secrets.token_hex(8)}")
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    shops: set[str] = field(default_factory=lambda: {digits(19)})

    @property
    def shop(self) -> str:
        return min(self.shops)


@dataclass
class Pass:
    token: str
    until: float


@dataclass
class Sold:
    """One voucher. `uses` is every use that was ever made of it, whatever was taken back."""

    title: str = "双人小面套餐"
    paid: int = 4990
    listed: int = 8800
    groupon_type: int = 1
    status: int = UNUSED
    until: float = field(default_factory=lambda: time.time() + 30 * 86400)
    order_id: str = field(default_factory=lambda: digits(19))
    code: str = field(default_factory=lambda: digits(12))
    certificate_id: int = field(default_factory=lambda: int("7" + digits(17)))
    link: str = field(default_factory=lambda: secrets.token_urlsafe(6).replace("_", "a").replace("-", "b"))
    hidden: str = field(default_factory=lambda: secrets.token_hex(24))
    verify: Json | None = None
    uses: int = 0

    def offered(self, encrypted: str) -> Json:
        return {
            "encrypted_code": encrypted,
            "certificate_id": self.certificate_id,
            "expire_time": int(self.until),
            "start_time": int(time.time()) - 86400,
            "amount": {
                "original_amount": self.listed,
                "list_market_amount": self.listed,
                "pay_amount": self.paid,
                "coupon_pay_amount": self.paid,
            },
            "sku": {
                "sku_id": "1",
                "title": self.title,
                "groupon_type": self.groupon_type,
                "market_price": self.listed,
            },
        }
