"""Vouchers, their redemptions, and what the counter is told of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money
from linli.kernel.refusals import Refusal


class VoucherState(StrEnum):
    """Where a voucher is in its life; the legal moves are in `moves.py`."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    REFUNDED = "refunded"
    EXPIRED = "expired"


class Voucher(msgspec.Struct, frozen=True):
    """One paid unit of a deal; good from `issued_at` until just before `valid_until`, in each of `store_ids`.

    `store_id` is the store that sold it, `terms_id` names what the deal promised when it was bought,
    `line_no` the order's line.
    """

    market_id: int
    voucher_id: UUID
    order_id: UUID
    deal_id: UUID
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    code: str
    title: str
    title_en: str
    value_minor: int
    currency: str
    usable: str
    state: VoucherState
    issued_at: datetime
    valid_until: datetime
    redeemed_at: datetime | None
    redemption_id: UUID | None
    terms_id: UUID
    line_no: int
    store_ids: tuple[UUID, ...] = ()

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)

    @property
    def code_grouped(self) -> str:
        """The code as people read it: `7K3M Q9XW 2RTB 4HNP`."""
        return ids.grouped(self.code)

    @property
    def code_tail(self) -> str:
        """The last four characters, enough to tell vouchers apart and worth nothing alone."""
        return self.code[-4:]


class Redemption(msgspec.Struct, frozen=True):
    """One use of a voucher at the counter; with `undoes` it takes an earlier one back."""

    redemption_id: UUID
    voucher_id: UUID
    store_id: UUID
    clerk_id: UUID
    clerk_name: str
    undoes: UUID | None
    at: datetime


class Redeemed(msgspec.Struct, frozen=True):
    """The counter's receipt: the voucher as it is now, and who took it when."""

    voucher: Voucher
    redemption: Redemption


class Prepared(msgspec.Struct, frozen=True):
    """What a redemption would say, changing nothing: `refusal` is what it would raise, None when it would
    work.

    A voucher that is unknown or another store's is not shown.
    """

    voucher: Voucher | None
    usable_now: bool
    refusal: Refusal | None = None

    @property
    def why(self) -> str | None:
        """The refusal's code."""
        return self.refusal.code if self.refusal else None


class RedemptionLine(msgspec.Struct, frozen=True):
    """One line of the counter's list; `undone` when it was taken back."""

    redemption_id: UUID
    voucher_id: UUID
    code_tail: str
    title: str
    title_en: str
    value_minor: int
    currency: str
    clerk_name: str
    at: datetime
    undone: bool

    @property
    def value(self) -> Money:
        return Money(self.value_minor, self.currency)


class VoucherFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's vouchers a list shows; issued from `since` (inclusive) to `until` (not)."""

    state: VoucherState | None = None
    store_id: UUID | None = None
    person_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class Shelf(StrEnum):
    """Where a voucher lies in its holder's wallet; what was refunded ended unused, as what expired."""

    ACTIVE = "active"
    USED = "used"
    EXPIRED = "expired"


class Shelves(msgspec.Struct, frozen=True):
    """How many vouchers lie on each shelf of a wallet."""

    active: int
    used: int
    expired: int

    def on(self, shelf: Shelf) -> int:
        return {Shelf.ACTIVE: self.active, Shelf.USED: self.used, Shelf.EXPIRED: self.expired}[shelf]


class RedemptionTotals(msgspec.Struct, frozen=True):
    """How many vouchers a store has taken, and their value in minor units of the market's currency."""

    redemptions: int
    value_minor: int
