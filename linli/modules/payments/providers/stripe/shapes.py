"""What we read of Stripe's objects; everything else they say is passed over."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec

from linli.modules.payments.references import id_in

T = TypeVar("T")
# What our books can hold: PostgreSQL has no NUL in texts and no whole number beyond 64 bits.
Text = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*\Z")]
Amount = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class PaymentIntent(msgspec.Struct, frozen=True):
    id: Text
    status: str = ""


class Session(msgspec.Struct, frozen=True):
    """A Checkout Session: one attempt of ours."""

    id: Text
    status: str | None = None
    payment_status: str = ""
    amount_total: Amount | None = None
    currency: Text | None = None
    url: str | None = None
    client_reference_id: str | None = None
    metadata: dict[str, str] | None = None
    payment_intent: str | PaymentIntent | None = None

    def is_attempt(self, intent_id: UUID, attempt: int) -> bool:
        about = self.metadata or {}
        return self.client_reference_id == str(intent_id) and about.get("attempt") == str(attempt)

    @property
    def paid_by(self) -> PaymentIntent | None:
        """The payment inside, which refunds are asked of; its status is known only where it was asked for."""
        found = self.payment_intent
        return PaymentIntent(found) if isinstance(found, str) else found


class Refund(msgspec.Struct, frozen=True):
    id: Text
    amount: Amount
    currency: Text
    status: str | None = None
    metadata: dict[str, str] | None = None


class Source(msgspec.Struct, frozen=True):
    """What a movement of the balance is about: a charge, a refund, a payout, a dispute."""

    id: Text
    amount: Amount = 0
    currency: Text = ""
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None


class Movement(msgspec.Struct, frozen=True):
    """A balance transaction: signed, in the account's own currency."""

    id: Text
    type: str
    amount: Amount
    currency: Text
    fee: Amount
    created: int
    source: str | Source | None = None


def read(found: Any, kind: type[T]) -> T:
    """An object of the library as one of ours; raises msgspec.ValidationError where it is none."""
    return msgspec.convert(found.to_dict(), kind)


def reference(metadata: dict[str, str] | None, name: str) -> UUID | None:
    """Our id in what we had written on it; None where somebody else had made it."""
    try:
        return id_in((metadata or {}).get(name, ""))
    except ValueError:
        return None
