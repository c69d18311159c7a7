"""News of orders; amounts in minor units."""

from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.events import Event
from linli.modules import vouchers
from linli.modules.orders.model import OrderKind


class OrderPlaced(Event, frozen=True, kw_only=True):
    """Goods are held, money is asked for."""

    order_id: UUID
    store_id: UUID
    person_id: UUID
    visit_id: UUID | None
    total_minor: int
    currency: str
    kind: OrderKind = OrderKind.DEAL
    # By the counter, of somebody who showed a code.
    asked: bool = False


class PaidLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a paid order: `quantity` units of a deal under its terms, for `amount_minor` in all, to
    be used in each of `store_ids`.
    """

    line_no: int
    deal_id: UUID
    terms_id: UUID
    store_id: UUID
    title: str
    title_en: str
    quantity: int
    amount_minor: int
    usable: str
    valid_until: datetime
    store_ids: tuple[UUID, ...] = ()
    uses: vouchers.Uses = vouchers.AT_ONCE
    subsidy_minor: int = 0


class PaidGoods(msgspec.Struct, frozen=True, kw_only=True):
    """One line of goods of a paid order: `quantity` of a variant for `amount_minor` in all."""

    line_no: int
    item_id: UUID
    variant_id: UUID
    title: str
    title_en: str
    detail: str
    detail_en: str
    icon: str
    quantity: int
    amount_minor: int
    subsidy_minor: int = 0


class PaidSale(msgspec.Struct, frozen=True):
    """One line that was paid in the shop, of nothing in particular: `amount_minor` is the shop's at once."""

    line_no: int
    amount_minor: int
    subsidy_minor: int = 0


class OrderPaid(Event, frozen=True, kw_only=True):
    """The money is here, at `provider`, and the goods are taken. Carries what escrow, vouchers and pickups
    need; `lines` are of deals, `goods` of articles, `sales` were paid in the shop, and together they add up
    to the total.
    """

    order_id: UUID
    store_id: UUID
    merchant_id: UUID
    person_id: UUID
    total_minor: int
    currency: str
    provider: str
    lines: tuple[PaidLine, ...] = ()
    goods: tuple[PaidGoods, ...] = ()
    kind: OrderKind = OrderKind.DEAL
    sales: tuple[PaidSale, ...] = ()


class OrderCanceled(Event, frozen=True, kw_only=True):
    """It was never paid; what it held is free again."""

    order_id: UUID
    store_id: UUID


class OrderRefunded(Event, frozen=True, kw_only=True):
    """Some of the money is on its way back, or with this the `whole` of it, so that nothing was bought."""

    order_id: UUID
    store_id: UUID
    refund_id: UUID
    amount_minor: int
    currency: str
    whole: bool = False


class OrderCompleted(Event, frozen=True, kw_only=True):
    """All of it was consumed or given back."""

    order_id: UUID
    store_id: UUID
    person_id: UUID
