"""When a payment is refused."""

from linli.kernel.refusals import RefusalKind

SIGNATURE_WRONG = RefusalKind("signature_wrong", 401)
ALREADY_PAID = RefusalKind("already_paid", 409)
NOTHING_TO_SEND_BACK = RefusalKind("nothing_to_send_back", 409)
REFUND_TOO_LARGE = RefusalKind("refund_too_large", 409)
REFUND_NOT_REFUSED = RefusalKind("refund_not_refused", 409)
PAYMENT_CLOSED = RefusalKind("payment_closed", 409)
PROVIDER_UNREACHABLE = RefusalKind("provider_unreachable", 503)
# The provider's bill of that day is not made yet.
BILL_NOT_READY = RefusalKind("bill_not_ready", 503)
# The provider will not take this payment at all; another one may.
WAY_NOT_POSSIBLE = RefusalKind("way_not_possible", 409)
