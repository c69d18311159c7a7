"""The orders of one store: today's for everyone who works there, all of them and each for who leads it."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import marketing, orders, payments, settlement, vouchers
from linli.modules.merchants import StaffRole
from linli.modules.orders import Order, OrderFilter, OrderState
from linli.modules.settlement import EntryKind
from linli.services import Who
from linli.web.merchant.period import day_in
from linli.web.merchant.shop import Shop, desk_page, midnight, pick, shop_of
from linli.web.merchant.use_views import UseLine, phone_to_visit, use_lines
from linli.web.merchant.voucher_views import VoucherRow, voucher_row
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
STATES = tuple(state.value for state in OrderState)
NUMBER_LENGTH = 12


class OrderRow(msgspec.Struct, frozen=True):
    """One order in the list; who bought is nobody's business at the counter. `href` "": not theirs."""

    number: str
    title: str
    quantity: int
    total: Money
    state: str
    placed_at: datetime
    paid_at: datetime | None
    href: str


class StepRow(msgspec.Struct, frozen=True):
    """One step of the order's line."""

    kind: str
    at: datetime
    amount: Money | None


class BackRow(msgspec.Struct, frozen=True):
    """Money that went back to the buyer (`reason`), or that was taken from the shop (`note`, `href`)."""

    at: datetime
    amount: Money
    reason: str = ""
    note: str = ""
    href: str = ""


class OrderFace(msgspec.Struct, frozen=True):
    """One order as its shop sees it; `channel` is "direct" where no link brought it."""

    row: OrderRow
    unit: Money
    tracking_code: str
    closed_at: datetime | None
    channel: str
    label: str
    steps: list[StepRow]
    vouchers: list[VoucherRow]
    backs: list[BackRow]
    uses: list[UseLine]
    phone: str


@get("/{market:str}/desk/{slug:str}/orders/today", opt={"who": Who.CLERK})
async def orders_today(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What was placed or paid since midnight, newest first, a page at a time."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        at = (here.market_id, shop.store.store_id, midnight(here, reader.now))
        page = await orders.orders_of_store_since(reader, *at, after)
    return desk_page(
        here,
        shop,
        "orders_today.html",
        nav="orders",
        rows=[_row(here, shop, order) for order in page.items],
        more="?" + urlencode({"after": page.next_cursor}) if page.next_cursor else "",
        first=not after,
    )


@get("/{market:str}/desk/{slug:str}/orders", opt=ONLY_MANAGERS)
async def store_orders(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Newest first, a page at a time: `?state=`, `?from=`, `?to=` (days), `?number=` leads to that order."""
    asked = here.request.query_params
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        number = ids.read_number(asked.get("number", ""), NUMBER_LENGTH)
        if number and (found := await _numbered(here, shop, number)):
            return here.see_other(_href(shop, found))
        state = asked.get("state", "")
        only = OrderFilter(
            state=OrderState(state) if state in STATES else None,
            since=day_in(here, asked, "from", reader.now),
            until=day_in(here, asked, "to", reader.now, after=True),
        )
        at = (here.market_id, shop.store.store_id)
        page = await orders.orders_of_store(reader, *at, asked.get("after"), only=only)
    filters = {name: asked.get(name, "")[:40] for name in ("state", "from", "to", "number")}
    kept = {name: value for name, value in filters.items() if value and name != "number"}
    return desk_page(
        here,
        shop,
        "orders.html",
        nav="orders",
        rows=[_row(here, shop, order) for order in page.items],
        more="?" + urlencode({**kept, "after": page.next_cursor}) if page.next_cursor else "",
        first="after" not in asked,
        states=STATES,
        filters=filters,
        filtered=any(filters.values()),
    )


@get("/{market:str}/desk/{slug:str}/orders/{order_id:uuid}", opt=ONLY_MANAGERS)
async def store_order(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """One order of this store: what was bought, its vouchers, and everything that happened to it."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        order = await orders.order(reader, here.market_id, order_id, None)
        if order.store_id != shop.store.store_id:
            raise NOT_FOUND()
        line = await marketing.line_of_order(reader, here.market_id, order_id)
        units = await vouchers.vouchers_of_order(reader, here.market_id, order_id)
        backs = await _backs(here, reader, shop, order_id)
        uses = await use_lines(reader, here.market_id, [order_id]) if order.of_goods else {}
        phone = await phone_to_visit(reader, here.market_id, order) if uses else ""
        now = reader.now
    link = next((step for step in line if step.channel), None)
    face = OrderFace(
        row=_row(here, shop, order),
        unit=order.unit_price,
        tracking_code=order.tracking_code,
        closed_at=order.closed_at,
        channel=link.channel.value if link and link.channel else "direct",
        label=(link.label or "") if link else "",
        steps=[
            StepRow(
                step.kind.value,
                step.at,
                Money(step.amount_minor, order.currency) if step.amount_minor else None,
            )
            for step in line
        ],
        vouchers=[voucher_row(here, shop, unit, now) for unit in units],
        backs=backs,
        uses=uses.get(order_id, []),
        phone=phone,
    )
    return desk_page(here, shop, "order.html", nav="orders", order=face)


async def _backs(here: Here, reader: Reader, shop: Shop, order_id: UUID) -> list[BackRow]:
    """What the buyer got back, and what of it the shop had earned already, oldest first."""
    refunds = await payments.refunds_of_order(reader, here.market_id, order_id)
    entries = await settlement.entries_of_order(reader, here.market_id, order_id)
    backs = [BackRow(one.due_at, one.amount, one.reason) for one in refunds]
    backs += [
        BackRow(one.made_at, one.amount, note=one.note, href=f"{shop.desk}/money/entries/{one.entry_id}")
        for one in entries
        if one.kind is EntryKind.TAKEN_BACK and one.payee_id == shop.member.merchant_id
    ]
    return sorted(backs, key=lambda one: one.at)


async def _numbered(here: Here, shop: Shop, number: str) -> Order | None:
    """The order with this number, if it is this store's."""
    async with here.services.db.read() as reader:
        try:
            found = await orders.order_by_number(reader, here.market_id, number)
        except Refusal:
            return None
    return found if found.store_id == shop.store.store_id else None


def _href(shop: Shop, order: Order) -> str:
    return f"{shop.desk}/orders/{order.order_id}"


def _row(here: Here, shop: Shop, order: Order) -> OrderRow:
    return OrderRow(
        number=order.number_grouped,
        title=pick(here, order.title, order.title_en),
        quantity=order.quantity,
        total=order.total,
        state=order.state.value,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        href=_href(shop, order) if shop.leads else "",
    )


ROUTES = [orders_today, store_orders, store_order]
