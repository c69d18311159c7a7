"""What a store's staff and a market's operators send and see."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, Slug, money_of
from linli.api.v1.shapes_uses import UseRules, VoucherPart, parts_of
from linli.modules import foreign_vouchers, ledger, orders, vouchers

NoText = Annotated[str, Meta(max_length=200)]


class CodeAtCounter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A voucher's code, typed or scanned (spaces, hyphens and case do not matter), or its signed token."""

    code: Annotated[str, Meta(min_length=1, max_length=500, examples=["7K3M Q9XW 2RTB 4HNP"])]


class CounterVoucher(msgspec.Struct, frozen=True):
    """A voucher as the counter sees it: without its whole code and without its owner."""

    voucher_id: UUID
    code_tail: str
    title: str
    title_en: str
    value: Money
    usable: str
    state: vouchers.VoucherState
    valid_until: datetime
    redeemed_at: datetime | None
    kind: vouchers.VoucherKind
    parts: list[VoucherPart]
    valid_from: datetime
    book_ahead_hours: Annotated[int, Meta(description="How long before a visit guests book; 0: never.")]


class UseAtCounter(CodeAtCounter, frozen=True, forbid_unknown_fields=True):
    """A voucher to be used: all that is left where that is one use, else what is `taken` of each part."""

    taken: Annotated[
        list[Annotated[int, Meta(ge=0, le=10**8)]] | None,
        Meta(description="Units of each part, in their order; of a voucher with a value: minor units."),
    ] = None


class ForeignUse(msgspec.Struct, frozen=True):
    """A voucher that another platform sold, at this counter. That platform was paid and pays the merchant.

    `asked` and `undoing`: the platform's answer is missing, and found out by asking it.
    """

    use_id: UUID
    platform: Annotated[str, Meta(examples=["douyin"])]
    state: foreign_vouchers.UseState
    code_tail: str
    title: str
    paid: Annotated[Money, Meta(description="What the guest paid the platform.")]
    valid_until: datetime | None
    reason: Annotated[str, Meta(description="The platform's words, or a refusal's code; often empty.")]
    clerk_name: str
    asked_at: datetime | None
    taken_at: datetime | None
    undone_at: datetime | None


class ForeignUseList(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[ForeignUse]


class RedemptionPreview(msgspec.Struct, frozen=True):
    """What a redemption would say; nothing has changed."""

    usable_now: bool
    why_not: Annotated[str | None, Meta(description="The refusal's code.", examples=["voucher_used"])]
    voucher: Annotated[CounterVoucher | None, Meta(description="Null when unknown or another store's.")]
    foreign: Annotated[
        list[ForeignUse],
        Meta(description="What platforms of the store sold under this code; take one by its `use_id`."),
    ] = []


class Redemption(msgspec.Struct, frozen=True):
    """The counter's receipt."""

    redemption_id: UUID
    clerk_name: str
    at: datetime
    voucher: CounterVoucher
    taken: Annotated[list[int], Meta(description="Units of each part that were used.")]
    value: Annotated[Money, Meta(description="What that was worth.")]


class RedemptionLine(msgspec.Struct, frozen=True):
    """One line of the counter's list."""

    redemption_id: UUID
    code_tail: str
    title: str
    title_en: str
    value: Money
    clerk_name: str
    at: datetime
    undone: bool
    taken: Annotated[list[int], Meta(description="Units of each part that were used.")]


class RedemptionList(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[RedemptionLine]


class NewContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of what is in a deal; the price is what one of it costs without the deal."""

    name: Annotated[str, Meta(min_length=1, max_length=200, examples=["片儿川"])]
    price: Money
    name_en: NoText = ""
    quantity: Annotated[int, Meta(ge=1, le=999)] = 1


class NewDeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deal to put on sale, in the market's currency."""

    title: Annotated[str, Meta(min_length=1, max_length=200, examples=["双人面套餐"])]
    price: Money
    list_price: Money
    stock: Annotated[int, Meta(ge=1, le=1_000_000, examples=[100])]
    contents: Annotated[list[NewContent], Meta(min_length=1, max_length=50)]
    title_en: NoText = ""
    rules_zh: Annotated[list[NoText], Meta(max_length=20)] = []
    rules_en: Annotated[list[NoText], Meta(max_length=20)] = []
    per_person: Annotated[int, Meta(ge=1, le=99)] = 10
    valid_days: Annotated[int, Meta(ge=1, le=730)] = 90
    usable: Annotated[str, Meta(max_length=200, examples=["Mo-Fr 11:00-20:30"])] = ""
    icon: Annotated[str, Meta(max_length=60)] = "ticket"
    use: UseRules = msgspec.field(default_factory=UseRules)
    stores: Annotated[
        list[Slug],
        Meta(max_length=200, description="Where else it is good, besides the store that keeps it."),
    ] = []


class ChangedDeal(NewDeal, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A deal as it is sold from now on, whole. What was sold keeps its terms."""

    revision: Annotated[int, Meta(ge=1, le=10**9, description="That of the deal as you read it.")]


class StoreOrder(msgspec.Struct, frozen=True):
    """An order as its store sees it: without its owner."""

    order_id: UUID
    number: str
    tracking_code: str
    title: str
    title_en: str
    quantity: int
    total: Money
    state: orders.OrderState
    placed_at: datetime
    paid_at: datetime | None


class StoreOrderPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[StoreOrder]
    next_cursor: Cursor


class Balance(msgspec.Struct, frozen=True):
    """What the merchant has earned and has not been paid yet."""

    balance: Money


class Movement(msgspec.Struct, frozen=True):
    """One line of the merchant's statement; a positive amount was earned."""

    transfer_id: UUID
    kind: str
    amount: Money
    order_id: UUID
    made_at: datetime


class MovementPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Movement]
    next_cursor: Cursor


class Total(msgspec.Struct, frozen=True):
    """All debits and credits of the accounts of one purpose."""

    purpose: str
    debits: Money
    credits: Money


class TotalList(msgspec.Struct, frozen=True):
    """Over all purposes of a currency, debits and credits are equal."""

    items: list[Total]
    balanced: bool


def counter_voucher_of(voucher: vouchers.Voucher) -> CounterVoucher:
    return CounterVoucher(
        voucher_id=voucher.voucher_id,
        code_tail=voucher.code_tail,
        title=voucher.title,
        title_en=voucher.title_en,
        value=money_of(voucher.value),
        usable=voucher.usable,
        state=voucher.state,
        valid_until=voucher.valid_until,
        redeemed_at=voucher.redeemed_at,
        kind=voucher.kind,
        parts=parts_of(voucher),
        valid_from=voucher.valid_from,
        book_ahead_hours=voucher.book_ahead_hours,
    )


def redemption_of(redeemed: vouchers.Redeemed) -> Redemption:
    note = redeemed.redemption
    worth = Money(note.value_minor, redeemed.voucher.currency)
    seen = counter_voucher_of(redeemed.voucher)
    return Redemption(note.redemption_id, note.clerk_name, note.at, seen, list(note.units), worth)


def redemption_line_of(line: vouchers.RedemptionLine) -> RedemptionLine:
    what = (line.redemption_id, line.code_tail, line.title, line.title_en, money_of(line.value))
    return RedemptionLine(*what, line.clerk_name, line.at, line.undone, list(line.units))


def movement_of(movement: ledger.Movement) -> Movement:
    amount = Money(movement.amount_minor, movement.currency)
    return Movement(movement.transfer_id, movement.kind, amount, movement.subject_id, movement.made_at)


def total_of(total: ledger.Total) -> Total:
    debits, credits_ = (Money(minor, total.currency) for minor in (total.debits_minor, total.credits_minor))
    return Total(total.purpose, debits, credits_)


def store_order_of(order: orders.Order) -> StoreOrder:
    return StoreOrder(
        order_id=order.order_id,
        number=order.number,
        tracking_code=order.tracking_code,
        title=order.title,
        title_en=order.title_en,
        quantity=order.quantity,
        total=money_of(order.total),
        state=order.state,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
    )


def foreign_use_of(use: foreign_vouchers.Use) -> ForeignUse:
    same = {name: getattr(use, name) for name in ForeignUse.__struct_fields__ if name != "paid"}
    return ForeignUse(paid=money_of(use.paid), **same)
