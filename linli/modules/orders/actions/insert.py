"""An order and its lines, as rows and as news."""

from collections.abc import Sequence
from operator import attrgetter

from linli.kernel.database import Work
from linli.modules.orders.events import OrderPlaced
from linli.modules.orders.model import Order, OrderLine
from linli.modules.orders.statements import SQL

ORDER_COLUMNS = (
    "order_id number tracking_code person_id store_id merchant_id deal_id title title_en icon quantity",
    "unit_price_minor total_minor currency visit_id intent_id placed_at pay_before terms_id kind line_count",
)
LINE_COLUMNS = (
    "line_no deal_id terms_id store_id title title_en icon",
    "quantity unit_price_minor discount_minor total_minor",
    "item_id variant_id detail detail_en price_book_id price_why owner_id subsidy_minor",
)
_of_order = attrgetter(*" ".join(ORDER_COLUMNS).split())
_of_line = attrgetter(*" ".join(LINE_COLUMNS).split())


async def insert(
    work: Work, market_id: int, order: Order, lines: Sequence[OrderLine], *, asked: bool = False
) -> None:
    """Write an order that waits for its payment, with its lines, and announce it; `asked`: by the counter."""
    await work.put(
        SQL.insert_order,
        market_id,
        *_of_order(order),
        *map(list, zip(*map(_of_line, lines), strict=True)),
    )
    placed = OrderPlaced(
        market_id=market_id,
        order_id=order.order_id,
        store_id=order.store_id,
        person_id=order.person_id,
        visit_id=order.visit_id,
        total_minor=order.total_minor,
        currency=order.currency,
        kind=order.kind,
        asked=asked,
    )
    await work.announce(placed)
