"""Every "no" of merchants."""

from linli.kernel.refusals import RefusalKind

STORE_NAME_TAKEN = RefusalKind("store_name_taken")
MERCHANT_NOT_VERIFIED = RefusalKind("merchant_not_verified")
MERCHANT_MOVE_IMPOSSIBLE = RefusalKind("merchant_move_impossible")
