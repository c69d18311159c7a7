"""When an order says no."""

from linli.kernel.refusals import RefusalKind

QUANTITY_WRONG = RefusalKind("quantity_wrong", 422)
ORDERS_STILL_OPEN = RefusalKind("orders_still_open", 409)
NOTHING_TO_CANCEL = RefusalKind("nothing_to_cancel", 409)
NOTHING_TO_REFUND = RefusalKind("nothing_to_refund", 409)
CART_EMPTY = RefusalKind("cart_empty", 422)
GOODS_GONE = RefusalKind("goods_gone", 409)
GOODS_NOT_TO_COLLECT = RefusalKind("goods_not_to_collect", 409)
GOODS_CHOICES = RefusalKind("goods_choices", 422)
GOODS_TOO_FEW = RefusalKind("goods_too_few", 409)
GOODS_DAY_OFF = RefusalKind("goods_day_off", 409)
PRICE_CHANGED = RefusalKind("price_changed", 409)
SELF_CHECKOUT_OFF = RefusalKind("self_checkout_off", 409)
PAY_APART = RefusalKind("pay_apart", 409)
BRANCH_CHANGED = RefusalKind("branch_changed", 409)
NOT_HANDED_OVER = RefusalKind("not_handed_over", 409)
AMOUNT_WRONG = RefusalKind("amount_wrong", 422)
SALE_NOT_PAID = RefusalKind("sale_not_paid", 409)
REFUND_DAY_OVER = RefusalKind("refund_day_over", 409)
REFUND_ABOVE_PAID = RefusalKind("refund_above_paid", 409)
