"""The verbs of orders."""

from linli.modules.orders.actions.cancel import cancel, expire_unpaid
from linli.modules.orders.actions.consume import note_consumption, note_undoing
from linli.modules.orders.actions.place import place
from linli.modules.orders.actions.refund import refund, refund_decided, refund_expired
from linli.modules.orders.actions.settle import settle_payment

__all__ = [
    "cancel",
    "expire_unpaid",
    "note_consumption",
    "note_undoing",
    "place",
    "refund",
    "refund_decided",
    "refund_expired",
    "settle_payment",
]
