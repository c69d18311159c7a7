"""When the counter says no, in the order in which it looks."""

from linli.kernel.refusals import RefusalKind

SHORT_CODES_CLOSED = RefusalKind("short_codes_closed", 429)

VOUCHER_CODE_MALFORMED = RefusalKind("voucher_code_malformed", 422)
VOUCHER_OF_ANOTHER_MARKET = RefusalKind("voucher_of_another_market")
VOUCHER_CODE_FORGED = RefusalKind("voucher_code_forged", 422)
VOUCHER_CODE_STALE = RefusalKind("voucher_code_stale")

VOUCHER_UNKNOWN = RefusalKind("voucher_unknown", 404)
VOUCHER_CODE_REPLACED = RefusalKind("voucher_code_replaced")
VOUCHER_OF_ANOTHER_STORE = RefusalKind("voucher_of_another_store")
VOUCHER_REFUNDED = RefusalKind("voucher_refunded")
VOUCHER_EXPIRED = RefusalKind("voucher_expired")
VOUCHER_USED = RefusalKind("voucher_used")
VOUCHER_NOT_YET_VALID = RefusalKind("voucher_not_yet_valid")
VOUCHER_PART_NEEDED = RefusalKind("voucher_part_needed")
VOUCHER_TOO_LITTLE_LEFT = RefusalKind("voucher_too_little_left")
VOUCHER_NOT_USABLE_NOW = RefusalKind("voucher_not_usable_now")

VOUCHERS_STILL_OWED = RefusalKind("vouchers_still_owed")
REDEMPTION_NOT_FOUND = RefusalKind("redemption_not_found", 404)
UNDO_WINDOW_OVER = RefusalKind("undo_window_over")
REDEMPTION_UNDONE = RefusalKind("redemption_undone")

TOO_FEW_UNUSED = RefusalKind("too_few_unused")

GIFT_OPEN = RefusalKind("gift_open")
NOT_TO_GIVE = RefusalKind("not_to_give")
GIFT_IS_YOURS = RefusalKind("gift_is_yours")
GIFT_OVER = RefusalKind("gift_over")
