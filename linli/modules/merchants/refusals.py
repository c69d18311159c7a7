"""Every "no" of merchants."""

from linli.kernel.refusals import RefusalKind

STORE_NAME_TAKEN = RefusalKind("store_name_taken")
MERCHANT_NOT_VERIFIED = RefusalKind("merchant_not_verified")
MERCHANT_MOVE_IMPOSSIBLE = RefusalKind("merchant_move_impossible")
LAST_OWNER = RefusalKind("last_owner")
STAFF_ALREADY = RefusalKind("staff_already")
INVITATION_OVER = RefusalKind("invitation_over", 410)
INVITATION_FOR_ANOTHER = RefusalKind("invitation_for_another", 403)
