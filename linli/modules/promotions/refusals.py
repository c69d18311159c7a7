"""When a coupon says no."""

from linli.kernel.refusals import RefusalKind

COUPON_NOT_YET = RefusalKind("coupon_not_yet", 409)
COUPON_PAUSED = RefusalKind("coupon_paused", 409)
COUPON_OVER = RefusalKind("coupon_over", 410)
COUPONS_GONE = RefusalKind("coupons_gone", 409)
COUPON_LIMIT = RefusalKind("coupon_limit", 409)
COUPON_CODE_UNKNOWN = RefusalKind("coupon_code_unknown", 404)
COUPON_CODE_TAKEN = RefusalKind("coupon_code_taken", 409)
COUPON_ELSEWHERE = RefusalKind("coupon_elsewhere", 409)
COUPON_NOT_USABLE = RefusalKind("coupon_not_usable", 409)
COUPONS_DO_NOT_MIX = RefusalKind("coupons_do_not_mix", 422)
COUPON_TAKEN = RefusalKind("coupon_taken", 409)
COUPON_BUDGET_SPENT = RefusalKind("coupon_budget_spent", 409)
BATCH_MOVED = RefusalKind("batch_moved", 409)
