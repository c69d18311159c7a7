"""When treasury says no."""

from linli.kernel.refusals import RefusalKind

BANK_UNREACHABLE = RefusalKind("bank_unreachable", 503)
DAY_CLOSED = RefusalKind("day_closed", 409)
DAY_NOT_OVER = RefusalKind("day_not_over", 409)
DAY_BEFORE_OPEN = RefusalKind("day_before_open", 409)
