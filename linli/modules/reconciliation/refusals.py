"""When reconciliation says no."""

from linli.kernel.refusals import RefusalKind

DIFFERENCE_CLOSED = RefusalKind("difference_closed", 409)
NOTHING_TO_CORRECT = RefusalKind("nothing_to_correct", 409)
NO_STRAY_MONEY = RefusalKind("no_stray_money", 409)
RETURN_NOT_REFUSED = RefusalKind("return_not_refused", 409)
ORDER_DOES_NOT_FIT = RefusalKind("order_does_not_fit", 409)
