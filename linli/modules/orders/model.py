"""Orders as people see them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money

NUMBER_LENGTH = 12


def read_number(typed: str) -> str | None:
    """An order's whole number as a person types it; None if it is none."""
    return ids.read_number(typed, NUMBER_LENGTH)


class OrderState(StrEnum):
    """Where an order stands; the legal moves are in moves.py."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    COMPLETED = "completed"
    CANCELED = "canceled"
    REFUNDED = "refunded"


class Order(msgspec.Struct, frozen=True):
    """One order; amounts in minor units of `currency`. Title, quantity and terms are its first line's."""

    order_id: UUID
    number: str
    tracking_code: str
    person_id: UUID
    store_id: UUID
    merchant_id: UUID
    deal_id: UUID
    title: str
    title_en: str
    icon: str
    quantity: int
    unit_price_minor: int
    total_minor: int
    currency: str
    visit_id: UUID | None
    intent_id: UUID
    state: OrderState
    placed_at: datetime
    pay_before: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    terms_id: UUID

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.currency)

    @property
    def number_grouped(self) -> str:
        return ids.grouped(self.number)


class OrderLine(msgspec.Struct, frozen=True):
    """One line of an order under the terms of its time; amounts in minor units of `currency`.

    `total_minor` is what was asked for it: price by quantity, less its share of every discount.
    """

    order_id: UUID
    line_no: int
    deal_id: UUID
    terms_id: UUID
    store_id: UUID
    title: str
    title_en: str
    icon: str
    quantity: int
    unit_price_minor: int
    discount_minor: int
    total_minor: int
    currency: str

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_minor, self.currency)


class OrderWithLines(Order, frozen=True):
    """An order together with its lines, in their order."""

    lines: tuple[OrderLine, ...]


class Quote(msgspec.Struct, frozen=True):
    """What `quantity` of a deal costs now, and how many could be bought."""

    deal_id: UUID
    store_id: UUID
    quantity: int
    unit_price_minor: int
    total_minor: int
    currency: str
    left: int
    per_person: int

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def most(self) -> int:
        """The largest quantity worth offering."""
        return max(0, min(self.left, self.per_person))


class RefundReceipt(msgspec.Struct, frozen=True):
    """What a refund sends back, in minor units, and for how many vouchers."""

    order_id: UUID
    vouchers: int
    amount_minor: int
    currency: str

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class StoreTotals(msgspec.Struct, frozen=True):
    """How many orders of a store were paid, and for how much, in minor units of the market's currency."""

    orders: int
    paid_minor: int


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a market's orders a list shows; placed from `since` (inclusive) to `until` (not)."""

    state: OrderState | None = None
    store_id: UUID | None = None
    person_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class StateCount(msgspec.Struct, frozen=True):
    """How many of a market's orders stand in one state, and what they are worth, in minor units."""

    state: OrderState
    currency: str
    orders: int
    total_minor: int


EVERY_ORDER = OrderFilter()
