"""What treasury tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class BankAccountChanged(Event, frozen=True, kw_only=True):
    """A merchant is to be paid elsewhere, after `hours` in which its owners may object."""

    merchant_id: UUID
    tail: str
    hours: int


class PayoutPaid(Event, frozen=True, kw_only=True):
    """The bank has paid a statement."""

    merchant_id: UUID
    statement_id: UUID
    number: str


class PayoutFailed(Event, frozen=True, kw_only=True):
    """The bank has sent a payout back; the statement waits for a corrected account."""

    merchant_id: UUID
    statement_id: UUID
    number: str
    reason: str
