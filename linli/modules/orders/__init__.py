"""Orders: from a wish to a kept promise, each with a number people can read aloud and a tracking code.

Words: a *quote* is what an order would cost now; an order *awaits payment*, is *paid*, *completed* when
all of it
was consumed, *canceled* when it was not paid in time, *refunded* when all the money went back.
Promises: goods are held before money is asked for; the same idempotency key places one order; a payment
that comes
late gets its goods if they are still there and its money back if not; unused is refundable in one call.
Stage: one deal per order. Carts come with the catalog issue.
"""

from linli.modules.orders.actions import (
    cancel,
    expire_unpaid,
    note_consumption,
    note_undoing,
    place,
    refund,
    refund_decided,
    refund_expired,
    settle_payment,
)
from linli.modules.orders.events import (
    OrderCanceled,
    OrderCompleted,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PaidLine,
)
from linli.modules.orders.model import (
    Order,
    OrderFilter,
    OrderLine,
    OrderState,
    Quote,
    RefundReceipt,
    StateCount,
    StoreTotals,
    read_number,
)
from linli.modules.orders.queries import (
    counts_by_state,
    lines_of_order,
    order,
    order_by_number,
    orders_of_ids,
    orders_of_market,
    orders_of_person,
    orders_of_store,
    orders_of_store_since,
    quote,
    require_none_open,
    store_totals,
    totals_of_stores,
)
from linli.modules.orders.refusals import (
    NOTHING_TO_CANCEL,
    NOTHING_TO_REFUND,
    ORDERS_STILL_OPEN,
    QUANTITY_WRONG,
)

__all__ = [
    "NOTHING_TO_CANCEL",
    "NOTHING_TO_REFUND",
    "ORDERS_STILL_OPEN",
    "QUANTITY_WRONG",
    "Order",
    "OrderCanceled",
    "OrderCompleted",
    "OrderFilter",
    "OrderLine",
    "OrderPaid",
    "OrderPlaced",
    "OrderRefunded",
    "OrderState",
    "PaidLine",
    "Quote",
    "RefundReceipt",
    "StateCount",
    "StoreTotals",
    "cancel",
    "counts_by_state",
    "expire_unpaid",
    "lines_of_order",
    "note_consumption",
    "note_undoing",
    "order",
    "order_by_number",
    "orders_of_ids",
    "orders_of_market",
    "orders_of_person",
    "orders_of_store",
    "orders_of_store_since",
    "place",
    "quote",
    "read_number",
    "refund",
    "refund_decided",
    "refund_expired",
    "require_none_open",
    "settle_payment",
    "store_totals",
    "totals_of_stores",
]
