"""Orders as people see them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money
from linli.modules import chains, promotions

NUMBER_LENGTH = 12
MOST_PER_ORDER = 99
MOST_LINES = 50


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


class OrderKind(StrEnum):
    """What was ordered: a deal, goods to collect at the counter, goods taken along from the aisle, or nothing
    that we know of: an amount that is paid in the shop.
    """

    DEAL = "deal"
    PICKUP = "pickup"
    AISLE = "aisle"
    SALE = "sale"


OF_GOODS = (OrderKind.PICKUP, OrderKind.AISLE)


class Order(msgspec.Struct, frozen=True):
    """One order; amounts in minor units of `currency`. Title, quantity and what it is are its first line's;
    deal and terms are None where it is of goods.
    """

    order_id: UUID
    number: str
    tracking_code: str
    person_id: UUID
    store_id: UUID
    merchant_id: UUID
    deal_id: UUID | None
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
    terms_id: UUID | None
    kind: OrderKind = OrderKind.DEAL
    line_count: int = 1

    @property
    def of_goods(self) -> bool:
        return self.kind in OF_GOODS

    @property
    def is_sale(self) -> bool:
        """Whether it is an amount paid in the shop."""
        return self.kind is OrderKind.SALE

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

    `total_minor` is what was asked for it: price by quantity, less its share of every discount. A line is of
    a deal, or of a variant of an article: then `detail` says which, with the choices made, and the price
    book (None: the base price) and `price_why` say why it cost what it did; `owner_id` is the merchant
    whose article it is. `subsidy_minor` of the discount is the market's: the seller gets it when what was
    bought is consumed.
    """

    order_id: UUID
    line_no: int
    deal_id: UUID | None
    terms_id: UUID | None
    store_id: UUID
    title: str
    title_en: str
    icon: str
    quantity: int
    unit_price_minor: int
    discount_minor: int
    total_minor: int
    currency: str
    item_id: UUID | None = None
    variant_id: UUID | None = None
    detail: str = ""
    detail_en: str = ""
    price_book_id: UUID | None = None
    price_why: str = ""
    owner_id: UUID | None = None
    subsidy_minor: int = 0

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def unit_price(self) -> Money:
        return Money(self.unit_price_minor, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_minor, self.currency)


class OrderWithLines(Order, frozen=True, kw_only=True):
    """An order together with its lines, in their order."""

    lines: tuple[OrderLine, ...]


class Quote(msgspec.Struct, frozen=True):
    """What `quantity` of a deal costs now, less what coupons take off, and how many could be bought."""

    deal_id: UUID
    store_id: UUID
    quantity: int
    unit_price_minor: int
    total_minor: int
    currency: str
    left: int
    per_person: int
    discount: promotions.Discount = promotions.NOTHING_OFF

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def most(self) -> int:
        """The largest quantity worth offering."""
        return max(0, min(self.left, self.per_person))


class Wanted(msgspec.Struct, frozen=True):
    """A wish for `quantity` of a variant, with the places of what was chosen of each of its options."""

    variant_id: UUID
    quantity: int
    picks: tuple[tuple[int, ...], ...] = ()


class Problem(StrEnum):
    """Why a wish cannot be ordered as it is."""

    GONE = "gone"  # the store does not sell it any more
    NOT_TO_COLLECT = "not_to_collect"  # booked, asked for or priced elsewhere
    CHOICES = "choices"  # too few, too many or none of those that there are
    TOO_FEW = "too_few"  # the store has less of it
    DAY_OFF = "day_off"  # not to be had on that day


class QuotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a wish costs now, in minor units. `base_minor` is the article's own price, `left` how many the
    store has (None: it does not count them), `problem` why it cannot be ordered. `brought`: all of it comes
    over from another store, which has `left` of it.
    """

    wanted: Wanted
    item_id: UUID | None = None
    merchant_id: UUID | None = None
    title: str = ""
    title_en: str = ""
    detail: str = ""
    detail_en: str = ""
    icon: str = ""
    picture_ids: tuple[UUID, ...] = ()
    unit_price_minor: int = 0
    base_minor: int = 0
    price_book_id: UUID | None = None
    price_why: str = ""
    left: int | None = None
    problem: Problem | None = None
    brought: bool = False

    @property
    def total_minor(self) -> int:
        return self.unit_price_minor * self.wanted.quantity

    @property
    def most(self) -> int:
        """The largest quantity worth offering."""
        return MOST_PER_ORDER if self.left is None else max(0, min(self.left, MOST_PER_ORDER))


class GoodsQuote(msgspec.Struct, frozen=True):
    """What a cart costs now: the lines that can be ordered as they are, less what coupons take off, add up
    to the total.
    """

    lines: tuple[QuotedLine, ...]
    currency: str
    discount: promotions.Discount = promotions.NOTHING_OFF

    @property
    def total(self) -> Money:
        return Money(self.gross.minor - self.discount.minor, self.currency)

    @property
    def gross(self) -> Money:
        """What they would cost without coupons."""
        return Money(sum(line.total_minor for line in self.lines if line.problem is None), self.currency)

    @property
    def units(self) -> int:
        return sum(line.wanted.quantity for line in self.lines if line.problem is None)

    @property
    def whole(self) -> bool:
        """Whether there is something, and all of it can be ordered."""
        return bool(self.lines) and all(line.problem is None for line in self.lines)


class GoodsWay(msgspec.Struct, frozen=True):
    """Which store an order of goods goes to, and the territories that say so (none: nothing is bound)."""

    store_id: UUID
    territories: tuple[chains.Territory, ...] = ()


class RefundReceipt(msgspec.Struct, frozen=True):
    """What a refund sends back, in minor units, and for how many vouchers, or units of goods."""

    order_id: UUID
    vouchers: int
    amount_minor: int
    currency: str
    units: int = 0

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class SaleClerk(msgspec.Struct, frozen=True):
    """Who at the counter asks for an amount, or gives it back; nobody: the payer typed it."""

    person_id: UUID | None = None
    name: str = ""


class SaleQuote(msgspec.Struct, frozen=True):
    """What an amount in a shop costs whoever pays it, after their coupons, in minor units of `currency`."""

    amount_minor: int
    currency: str
    discount: promotions.Discount

    @property
    def total(self) -> Money:
        return Money(self.amount_minor - self.discount.minor, self.currency)


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """An amount paid in a shop, as its till sees it; amounts in minor units of `currency`."""

    order_id: UUID
    store_id: UUID
    number: str
    person_id: UUID
    total_minor: int
    currency: str
    refunded_minor: int
    clerk_id: UUID | None
    clerk_name: str
    state: OrderState
    placed_at: datetime
    paid_at: datetime | None

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)

    @property
    def left(self) -> Money:
        """What the shop has not given back."""
        return Money(self.total_minor - self.refunded_minor, self.currency)

    @property
    def number_grouped(self) -> str:
        return ids.grouped(self.number)


class SaleSum(msgspec.Struct, frozen=True):
    """What was paid at a till, in minor units, where `clerk_name` asked for it ("": the payers by
    themselves), and what of it went back.
    """

    clerk_name: str
    sales: int
    paid_minor: int
    refunded_minor: int


class StoreTotals(msgspec.Struct, frozen=True):
    """How many orders of a store were paid, and for how much, in minor units of the market's currency."""

    orders: int
    paid_minor: int


class StoreRecord(msgspec.Struct, frozen=True):
    """Of a store's last orders: how many were used, and of how many all the money went back."""

    kept: int
    refunded: int


class RangeSale(msgspec.Struct, frozen=True):
    """What a store sold of a merchant's articles, and who was paid, in minor units."""

    store_id: UUID
    payee_id: UUID
    orders: int
    units: int
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
