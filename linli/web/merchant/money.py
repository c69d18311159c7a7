"""What the merchant has earned, line by line."""

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.money import Money
from linli.modules import ledger, orders, settlement
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of
from linli.web.shared.http import Asked, Here

# Movements that have words of their own; any other is shown as a correction.
KINDS = frozenset({"released", "release_undone"})


class MoneyRow(msgspec.Struct, frozen=True):
    """One movement of the merchant's balance and the order behind it; positive is earned."""

    at: datetime
    kind: str
    title: str
    number: str
    amount: Money
    href: str = ""


@get("/{market:str}/desk/{slug:str}/money", opt={"who": Who.OWNER})
async def money(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The merchant's balance, what still waits to be consumed, and every movement, newest first."""
    after = here.request.query_params.get("after")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        merchant = (here.market_id, shop.member.merchant_id, here.market.currency)
        balance = await settlement.balance(reader, *merchant)
        waiting = await settlement.waiting(reader, *merchant)
        page = await settlement.movements(reader, *merchant, after)
        about = await orders.orders_of_ids(reader, here.market_id, {row.subject_id for row in page.items})
    rows = [money_row(here, shop, line, about.get(line.subject_id)) for line in page.items]
    return desk_page(
        here,
        shop,
        "money.html",
        nav="money",
        balance=balance,
        waiting=waiting,
        rows=rows,
        after=page.next_cursor,
        first=not after,
    )


def money_row(here: Here, shop: Shop, line: ledger.Movement, order: orders.Order | None) -> MoneyRow:
    """The order is led to from the desk of its own store; a chain's other stores have theirs."""
    here_too = order is not None and order.store_id == shop.store.store_id
    return MoneyRow(
        at=line.made_at,
        kind=line.kind if line.kind in KINDS else "other",
        title=pick(here, order.title, order.title_en) if order else "",
        number=order.number_grouped if order else "",
        amount=Money(line.amount_minor, line.currency),
        href=f"{shop.desk}/orders/{order.order_id}" if order and here_too else "",
    )


ROUTES = [money]
