"""Orders, payments, vouchers, refunds and the line of an order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, Slug, StoreName, money_of, names_of
from linli.api.v1.shapes_uses import VoucherPart, parts_of
from linli.modules import marketing, merchants, orders, payments, vouchers


class NewVisit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code of a tracking link, as it stands in its address or QR code."""

    code: Annotated[str, Meta(min_length=1, max_length=80, examples=["hangzhou-7K3M9QX"])]


class Visit(msgspec.Struct, frozen=True):
    """Someone followed a link. An order that names the visit within 30 days is credited to the link."""

    visit_id: UUID
    store_slug: Slug
    channel: marketing.Channel


class NewOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to order. A visit that is older than 30 days, or to another store, is passed over; `store` is
    the one from whose deals it was taken, where the deal is sold in several. `coupon_ids` are taken off;
    `total` is what was shown for it, in minor units: where it costs something else now, nothing is ordered.
    `flash_sale_id` is the flash sale of which this is held for the buyer.
    """

    deal_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=99, examples=[2])] = 1
    visit_id: UUID | None = None
    store: Annotated[str, Meta(max_length=100, examples=["wangjie-noodles"])] | None = None
    coupon_ids: Annotated[list[UUID], Meta(max_length=2)] = []
    total: Annotated[int, Meta(ge=1)] | None = None
    flash_sale_id: UUID | None = None


class Order(msgspec.Struct, frozen=True):
    """One order, of a deal or of goods (`kind`; then `deal_id` is null). Title, quantity and unit price are
    those of its first line, of `line_count`.
    """

    order_id: UUID
    number: Annotated[str, Meta(description="What people read aloud.", examples=["482017365914"])]
    tracking_code: str
    store_slug: Slug
    store_name: str
    kind: orders.OrderKind
    deal_id: UUID | None
    title: str
    title_en: str
    quantity: int
    unit_price: Money
    line_count: int
    total: Money
    state: orders.OrderState
    placed_at: datetime
    pay_before: datetime
    paid_at: datetime | None
    closed_at: datetime | None


class OrderLine(msgspec.Struct, frozen=True):
    """One line of an order: `quantity` units of a deal, or of a variant of an article with the choices made
    (`detail`), less the line's share of every discount. `price_why` says which price applied to goods.
    """

    line_no: int
    deal_id: UUID | None
    item_id: UUID | None
    variant_id: UUID | None
    detail: str
    detail_en: str
    price_why: str
    title: str
    title_en: str
    quantity: int
    unit_price: Money
    discount: Money
    total: Money


class OrderPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Order]
    next_cursor: Cursor


class Voucher(msgspec.Struct, frozen=True):
    """One paid unit. Its code is worth the money: show it only to the counter of one of its `stores`."""

    voucher_id: UUID
    order_id: UUID
    line_no: Annotated[int, Meta(description="The order's line that it is a unit of.")]
    title: str
    title_en: str
    code: Annotated[str, Meta(examples=["7K3MQ9XW2RTB4HNP"])]
    short_code: Annotated[
        str | None,
        Meta(
            description="Ten digits to be read aloud; they mean something only at its merchant's counters.",
            examples=["4815926375"],
        ),
    ]
    qr_text: Annotated[str, Meta(description="What its QR code says.")]
    value: Money
    usable: str
    state: vouchers.VoucherState
    issued_at: datetime
    valid_until: datetime
    redeemed_at: datetime | None
    stores: list[StoreName]
    kind: vouchers.VoucherKind
    parts: list[VoucherPart]
    left: Annotated[Money, Meta(description="What goes back when it is refunded or runs out now.")]
    valid_from: datetime
    book_ahead_hours: Annotated[int, Meta(description="How long before a visit to book; 0: just come.")]


class VoucherPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Voucher]
    next_cursor: Cursor


class GooglePass(msgspec.Struct, frozen=True):
    """Where the pass is saved: whoever has the address has the voucher's code."""

    save_url: Annotated[
        str, Meta(examples=["https://pay.google.com/gp/v/save/eyJhbGciOiJSUzI1NiJ9.e30.c2ln"])
    ]


class Refund(msgspec.Struct, frozen=True):
    """Money on its way back to whoever paid."""

    refund_id: UUID
    amount: Money
    state: payments.RefundState
    due_at: datetime
    done_at: datetime | None


class Step(msgspec.Struct, frozen=True):
    """One step of the order's line, and the channel of the link it is credited to."""

    kind: marketing.StepKind
    at: datetime
    amount: Money
    channel: marketing.Channel | None
    label: str | None


class OrderDetail(msgspec.Struct, frozen=True):
    """An order with everything that came of it. The line is written within seconds of what it tells."""

    order: Order
    lines: list[OrderLine]
    vouchers: list[Voucher]
    refunds: list[Refund]
    line: list[Step]


class PaymentMethod(msgspec.Struct, frozen=True):
    """A provider that can be chosen, and what it gives to pay with."""

    provider: Annotated[str, Meta(examples=["stripe"])]
    kind: payments.CheckoutKind


class PaymentMethods(msgspec.Struct, frozen=True):
    """The ways to pay in a market, its first choice on top."""

    items: list[PaymentMethod]


class Payment(msgspec.Struct, frozen=True):
    """What the payer pays with, by kind: the page to go to, or the text of the code to show. Asking again
    gives the same.
    """

    provider: Annotated[str, Meta(examples=["sandbox"])]
    kind: payments.CheckoutKind
    pay_url: Annotated[str, Meta(examples=["http://127.0.0.1:8001/pay/pay_0123"])]
    qr: Annotated[str, Meta(description="Empty unless the kind is `qr`.")] = ""


class PaymentCheck(msgspec.Struct, frozen=True):
    """What the provider said just now, and the order after it."""

    payment: payments.IntentState
    order: orders.OrderState


class RefundPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many unused units of one line."""

    line_no: Annotated[int, Meta(ge=1, le=99)]
    units: Annotated[int, Meta(ge=1, le=99, examples=[1])]


class RefundWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to give back. A line stands in it once."""

    lines: Annotated[list[RefundPart], Meta(min_length=1, max_length=20)]


class RefundReceipt(msgspec.Struct, frozen=True):
    """What goes back, for how many unused vouchers."""

    order_id: UUID
    vouchers: int
    amount: Money


def order_of(order: orders.Order, store: merchants.Store | None) -> Order:
    return Order(
        order_id=order.order_id,
        number=order.number,
        tracking_code=order.tracking_code,
        store_slug=store.slug if store else "",
        store_name=store.name if store else "",
        kind=order.kind,
        deal_id=order.deal_id,
        title=order.title,
        title_en=order.title_en,
        quantity=order.quantity,
        unit_price=money_of(order.unit_price),
        line_count=order.line_count,
        total=money_of(order.total),
        state=order.state,
        placed_at=order.placed_at,
        pay_before=order.pay_before,
        paid_at=order.paid_at,
        closed_at=order.closed_at,
    )


def line_of(line: orders.OrderLine) -> OrderLine:
    return OrderLine(
        line_no=line.line_no,
        deal_id=line.deal_id,
        item_id=line.item_id,
        variant_id=line.variant_id,
        detail=line.detail,
        detail_en=line.detail_en,
        price_why=line.price_why,
        title=line.title,
        title_en=line.title_en,
        quantity=line.quantity,
        unit_price=money_of(line.unit_price),
        discount=money_of(line.discount),
        total=money_of(line.total),
    )


def voucher_of(
    voucher: vouchers.Voucher,
    market_slug: str,
    stores: Mapping[UUID, merchants.Store],
    short_codes: Mapping[UUID, str],
) -> Voucher:
    return Voucher(
        voucher_id=voucher.voucher_id,
        order_id=voucher.order_id,
        line_no=voucher.line_no,
        title=voucher.title,
        title_en=voucher.title_en,
        code=voucher.code,
        short_code=short_codes.get(voucher.voucher_id),
        qr_text=vouchers.qr_text(market_slug, voucher.code),
        value=money_of(voucher.value),
        usable=voucher.usable,
        state=voucher.state,
        issued_at=voucher.issued_at,
        valid_until=voucher.valid_until,
        redeemed_at=voucher.redeemed_at,
        stores=names_of(voucher.store_ids, stores),
        kind=voucher.kind,
        parts=parts_of(voucher),
        left=money_of(voucher.left),
        valid_from=voucher.valid_from,
        book_ahead_hours=voucher.book_ahead_hours,
    )


def refund_of(refund: payments.Refund) -> Refund:
    return Refund(refund.refund_id, money_of(refund.amount), refund.state, refund.due_at, refund.done_at)


def step_of(step: marketing.Step, currency: str) -> Step:
    return Step(step.kind, step.at, Money(step.amount_minor, currency), step.channel, step.label)


def receipt_of(receipt: orders.RefundReceipt) -> RefundReceipt:
    return RefundReceipt(receipt.order_id, receipt.vouchers, money_of(receipt.amount))
