"""When an order says no."""

from linli.kernel.refusals import RefusalKind

QUANTITY_WRONG = RefusalKind("quantity_wrong", 422)
ORDERS_STILL_OPEN = RefusalKind("orders_still_open", 409)
NOTHING_TO_CANCEL = RefusalKind("nothing_to_cancel", 409)
NOTHING_TO_REFUND = RefusalKind("nothing_to_refund", 409)
