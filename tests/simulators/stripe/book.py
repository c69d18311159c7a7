"""The simulator's book: sessions, what was paid, refunds, and how the balance moved."""

import itertools
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_order = itertools.count(1)


def new_id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Account:
    """Who may ask, and what signs the webhooks."""

    secret_key: str = field(default_factory=lambda: f"sk_test_{secrets.token_hex(16)}")
    webhook_secret: str = field(default_factory=lambda: f"whsec_{secrets.token_hex(16)}")
    # The currency of its balance; charges in others are converted.
    currency: str = "eur"


@dataclass
class Refund:
    payment: str
    amount: int
    currency: str
    metadata: dict[str, str]
    status: str
    id: str = field(default_factory=lambda: new_id("re"))
    created: int = field(default_factory=lambda: int(time.time()))

    def told(self) -> Json:
        return {
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "charge": None,
            "created": self.created,
            "currency": self.currency,
            "metadata": dict(self.metadata),
            "payment_intent": self.payment,
            "reason": None,
            "status": self.status,
        }


@dataclass
class Session:
    """A Checkout Session with the payment that comes of it."""

    asked: Json
    amount: int
    currency: str
    url: str = ""
    status: str = "open"
    payment_status: str = "unpaid"
    payment: str | None = None
    payment_state: str = "requires_payment_method"
    charge: str = ""
    # For a test in which another amount is taken than was asked for.
    taken: int | None = None
    refunds: list[Refund] = field(default_factory=list)
    id: str = field(default_factory=lambda: new_id("cs_test"))
    created: int = field(default_factory=lambda: int(time.time()))
    place: int = field(default_factory=lambda: next(_order))

    @property
    def expires_at(self) -> int:
        return int(self.asked.get("expires_at", self.created + 86400))

    @property
    def total(self) -> int:
        return self.amount if self.taken is None else self.taken

    @property
    def left(self) -> int:
        going = ("succeeded", "pending")
        return self.total - sum(one.amount for one in self.refunds if one.status in going)

    def told_payment(self) -> Json | None:
        if self.payment is None:
            return None
        about = self.asked.get("payment_intent_data", {})
        return {
            "id": self.payment,
            "object": "payment_intent",
            "amount": self.total,
            "currency": self.currency,
            "latest_charge": self.charge or None,
            "metadata": dict(about.get("metadata", {})),
            "status": self.payment_state,
        }

    def told_charge(self) -> Json:
        about = self.asked.get("payment_intent_data", {})
        return {
            "id": self.charge,
            "object": "charge",
            "amount": self.total,
            "currency": self.currency,
            "metadata": dict(about.get("metadata", {})),
            "payment_intent": self.payment,
        }

    def told(self, *, expanded: bool = False) -> Json:
        return {
            "id": self.id,
            "object": "checkout.session",
            "amount_total": self.total,
            "cancel_url": self.asked.get("cancel_url"),
            "client_reference_id": self.asked.get("client_reference_id"),
            "created": self.created,
            "currency": self.currency,
            "expires_at": self.expires_at,
            "livemode": False,
            "locale": self.asked.get("locale"),
            "metadata": dict(self.asked.get("metadata", {})),
            "mode": "payment",
            "payment_intent": self.told_payment() if expanded else self.payment,
            "payment_status": self.payment_status,
            "status": self.status,
            "success_url": self.asked.get("success_url"),
            # A page that is over has no address any more.
            "url": self.url if self.status == "open" else None,
        }


@dataclass
class Movement:
    """One balance transaction, signed as Stripe signs them."""

    type: str
    amount: int
    fee: int
    currency: str
    source: Json
    created: int
    id: str = field(default_factory=lambda: new_id("txn"))

    def told(self, *, expanded: bool) -> Json:
        return {
            "id": self.id,
            "object": "balance_transaction",
            "amount": self.amount,
            "created": self.created,
            "currency": self.currency,
            "fee": self.fee,
            "net": self.amount - self.fee,
            "source": self.source if expanded else self.source.get("id"),
            "type": self.type,
        }
