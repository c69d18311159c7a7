"""What vouchers tell the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class VoucherRedeemed(Event, frozen=True, kw_only=True):
    """A voucher was used at the counter of `store_id`, in all or in part; what that is worth (minor units,
    may be 0) is earned.
    """

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
    """A mistaken redemption was taken back; what it took is good again and its worth not earned."""

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
    """A voucher ran out; what was not used of it (minor units, may be 0) goes back to whoever paid. `touched`
    where a part of it was used.
    """

    voucher_id: UUID
    order_id: UUID
    line_no: int = 1
    touched: bool = False
    value_minor: int
    currency: str


class GiftClaimed(Event, frozen=True, kw_only=True):
    """A voucher was given by one person to another, who has it from now on."""

    gift_id: UUID
    voucher_id: UUID
    order_id: UUID
    giver_id: UUID
    taker_id: UUID
    title: str
    title_en: str


class GuessingNoticed(Event, frozen=True, kw_only=True):
    """So many codes that nobody issued were tried that a limit is reached: by a person at a counter, at a
    device, or with short codes in all counters of a merchant (`reach`). Told once for each window.
    """

    alarm_id: UUID
    reach: str
    merchant_id: UUID
    store_id: UUID
    person_id: UUID
    tries: int
