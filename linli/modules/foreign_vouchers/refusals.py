"""When a foreign voucher cannot be used here, or a platform cannot be connected."""

from linli.kernel.refusals import RefusalKind

FOREIGN_UNREACHABLE = RefusalKind("foreign_unreachable", 503)
FOREIGN_KEYS_WRONG = RefusalKind("foreign_keys_wrong", 422)
FOREIGN_NOT_AUTHORIZED = RefusalKind("foreign_not_authorized")
FOREIGN_CONNECTED = RefusalKind("foreign_connected")
FOREIGN_STILL_UNCLEAR = RefusalKind("foreign_still_unclear")
FOREIGN_NOT_CONNECTED = RefusalKind("foreign_not_connected")

FOREIGN_CODE_UNKNOWN = RefusalKind("foreign_code_unknown", 404)
FOREIGN_NOT_SINGLE = RefusalKind("foreign_not_single")
FOREIGN_SCAN_AGAIN = RefusalKind("foreign_scan_again")
FOREIGN_HELD = RefusalKind("foreign_held")
FOREIGN_USED_BEFORE = RefusalKind("foreign_used_before")
FOREIGN_DENIED = RefusalKind("foreign_denied")
FOREIGN_NOT_TAKEN = RefusalKind("foreign_not_taken")
FOREIGN_UNCLEAR = RefusalKind("foreign_unclear")
FOREIGN_UNDO_OVER = RefusalKind("foreign_undo_over")

# What a platform says of a code, and not of itself.
ANSWERED = frozenset((FOREIGN_CODE_UNKNOWN, FOREIGN_NOT_SINGLE))
