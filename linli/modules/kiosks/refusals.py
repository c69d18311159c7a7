"""When a kiosk says no."""

from linli.kernel.refusals import RefusalKind

KIOSK_UNKNOWN = RefusalKind("kiosk_unknown", 401)
KIOSK_OFFER_OVER = RefusalKind("kiosk_offer_over")
KIOSK_REVOKED = RefusalKind("kiosk_revoked")

SELECTION_EMPTY = RefusalKind("selection_empty", 422)
SELECTION_TAKEN = RefusalKind("selection_taken")
SELECTION_PUT_BACK = RefusalKind("selection_put_back")
SELECTION_OVER = RefusalKind("selection_over")
