"""An order's escrow and what a release sends where."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.money import Money, share_rounded_down


class Escrow(msgspec.Struct, frozen=True):
    """One order's money in minor units: what came in through `provider`, was released to the merchant, went
    back to the payer.
    """

    order_id: UUID
    merchant_id: UUID
    provider: str
    currency: str
    commission_bp: int
    amount_minor: int
    released_minor: int
    refunded_minor: int
    held_at: datetime

    @property
    def waiting(self) -> Money:
        return Money(self.amount_minor - self.released_minor - self.refunded_minor, self.currency)

    def commission_between(self, released_before: int, released_after: int) -> int:
        """The commission on a part: the difference of the commission on all released so far, so that rounding
        never depends on how an order was consumed.
        """
        before = share_rounded_down(released_before, self.commission_bp)
        return share_rounded_down(released_after, self.commission_bp) - before


class Released(msgspec.Struct, frozen=True):
    """Where a released part went, in minor units."""

    merchant_minor: int
    commission_minor: int
