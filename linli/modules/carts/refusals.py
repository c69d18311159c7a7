"""When a cart says no."""

from linli.kernel.refusals import RefusalKind

CART_FULL = RefusalKind("cart_full", 409)
