"""What vouchers tell the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class VoucherRedeemed(Event, frozen=True, kw_only=True):
    """A voucher was used at the counter of `store_id`; its value (minor units) is earned."""

    redemption_id: UUID
    voucher_id: UUID
    order_id: UUID
    line_no: int = 1
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    value_minor: int
    currency: str


class RedemptionUndone(Event, frozen=True, kw_only=True):
    """A mistaken redemption was taken back; the voucher is good again and its value not earned."""

    redemption_id: UUID
    voucher_id: UUID
    order_id: UUID
    line_no: int = 1
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    value_minor: int
    currency: str


class VoucherExpired(Event, frozen=True, kw_only=True):
    """A voucher ran out unused; its value (minor units) goes back to whoever paid."""

    voucher_id: UUID
    order_id: UUID
    line_no: int = 1
    value_minor: int
    currency: str
