"""The verbs of orders."""

from linli.modules.orders.actions.cancel import cancel, expire_unpaid
from linli.modules.orders.actions.consume import note_consumption, note_undoing
from linli.modules.orders.actions.goods import (
    give_up_by_shop,
    give_up_declined,
    note_handed,
    refund_uncollected,
    return_goods,
)
from linli.modules.orders.actions.place import place
from linli.modules.orders.actions.place_goods import place_goods
from linli.modules.orders.actions.place_sale import ask_sale, place_sale, quote_sale
from linli.modules.orders.actions.quote_goods import quote_goods
from linli.modules.orders.actions.refund import refund, refund_decided, refund_expired
from linli.modules.orders.actions.sales import complete_sale, hold_sale, refund_sale, take_over
from linli.modules.orders.actions.settle import settle_payment

__all__ = [
    "ask_sale",
    "cancel",
    "complete_sale",
    "expire_unpaid",
    "give_up_by_shop",
    "give_up_declined",
    "hold_sale",
    "note_consumption",
    "note_handed",
    "note_undoing",
    "place",
    "place_goods",
    "place_sale",
    "quote_goods",
    "quote_sale",
    "refund",
    "refund_decided",
    "refund_expired",
    "refund_sale",
    "refund_uncollected",
    "return_goods",
    "settle_payment",
    "take_over",
]
