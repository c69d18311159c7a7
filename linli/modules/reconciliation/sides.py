"""The other two sides of a bill's line: what payments and orders know, and what the ledger has booked.

Plain data: whoever has orders, payments and entries brings them in this form.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from linli.modules.reconciliation.model import BilledLine

# What an order is like after its payment: anything else has neither got its goods nor its money back.
UNPAID = frozenset(("awaiting_payment", "canceled"))


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of ours (`state` is the intent's), its order, and what the ledger has of it at the provider's
    account (`booked_minor`, None for nothing). Amounts in minor units of `currency`.
    """

    intent_id: UUID
    order_id: UUID
    provider_ref: str | None
    minor: int
    refunded_minor: int
    currency: str
    state: str
    began_at: datetime
    at: datetime | None
    booked_minor: int | None
    order_state: str | None
    # What a line may name it by besides its own id: the intent that it was an attempt at.
    also: UUID | None = None

    @property
    def known_id(self) -> UUID:
        return self.intent_id

    @property
    def is_done(self) -> bool:
        return self.state == "paid"

    @property
    def order_disagrees(self) -> bool:
        """Captured, and its order is not there or stayed unpaid, with nothing due back."""
        unpaid = self.order_state is None or self.order_state in UNPAID
        return self.is_done and unpaid and self.refunded_minor < self.minor


class WentBack(msgspec.Struct, frozen=True, kw_only=True):
    """A refund of ours, or money of no order that was sent back; as `Paid`."""

    refund_id: UUID
    order_id: UUID | None
    provider_ref: str | None
    minor: int
    currency: str
    state: str
    began_at: datetime
    at: datetime | None
    booked_minor: int | None
    also: UUID | None = None

    @property
    def known_id(self) -> UUID:
        return self.refund_id

    @property
    def is_done(self) -> bool:
        return self.state == "done"


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one provider's day in one market: the day's own lines, those of other days about the
    same payments and refunds, and our payments and refunds that either names or that are of this day.
    `complete`: the next day's bill has come as well.
    """

    provider: str
    day: date
    window: tuple[datetime, datetime]
    currency: str
    lines: list[BilledLine]
    elsewhere: list[BilledLine]
    paid: list[Paid]
    went_back: list[WentBack]
    complete: bool

    def is_of_day(self, moment: datetime | None) -> bool:
        return moment is not None and self.window[0] <= moment < self.window[1]
