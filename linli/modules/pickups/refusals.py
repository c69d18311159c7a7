"""When a pickup says no."""

from linli.kernel.refusals import RefusalKind

PICKUP_CODE_MALFORMED = RefusalKind("pickup_code_malformed", 422)
PICKUP_UNKNOWN = RefusalKind("pickup_unknown", 404)
PICKUP_OF_ANOTHER_MARKET = RefusalKind("pickup_of_another_market", 409)
PICKUP_OF_ANOTHER_STORE = RefusalKind("pickup_of_another_store", 409)
PICKUP_CLOSED = RefusalKind("pickup_closed", 409)
GOODS_ON_THE_WAY = RefusalKind("goods_on_the_way", 409)
PICKUP_NOT_YET = RefusalKind("pickup_not_yet", 409)
TOO_FEW_WAITING = RefusalKind("too_few_waiting", 409)
TOO_FEW_HANDED = RefusalKind("too_few_handed", 409)
HAND_OVER_NOT_FOUND = RefusalKind("hand_over_not_found", 404)
HAND_OVER_UNDONE = RefusalKind("hand_over_undone", 409)
HAND_OVER_RETURNED = RefusalKind("hand_over_returned", 409)
UNDO_TOO_LATE = RefusalKind("undo_too_late", 409)
RETURN_TIME_OVER = RefusalKind("return_time_over", 409)
PICKUPS_STILL_WAIT = RefusalKind("pickups_still_wait", 409)
EXIT_PASS_STALE = RefusalKind("exit_pass_stale", 409)
EXIT_PASS_FORGED = RefusalKind("exit_pass_forged", 422)
EXIT_PASS_USED = RefusalKind("exit_pass_used", 409)
