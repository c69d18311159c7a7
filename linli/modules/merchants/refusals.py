"""Every "no" of merchants."""

from linli.kernel.refusals import RefusalKind

PHOTOS_FULL = RefusalKind("photos_full")
STORES_FULL = RefusalKind("stores_full")
STORE_CLOSED = RefusalKind("store_closed")
LAST_STORE = RefusalKind("last_store")
STORE_NAME_TAKEN = RefusalKind("store_name_taken")
MERCHANT_NOT_VERIFIED = RefusalKind("merchant_not_verified")
MERCHANT_MOVE_IMPOSSIBLE = RefusalKind("merchant_move_impossible")
LAST_OWNER = RefusalKind("last_owner")
STAFF_ALREADY = RefusalKind("staff_already")
INVITATION_OVER = RefusalKind("invitation_over", 410)
INVITATION_FOR_ANOTHER = RefusalKind("invitation_for_another", 403)
VERIFICATION_OVER = RefusalKind("verification_over")
APPLICATION_INCOMPLETE = RefusalKind("application_incomplete", 422)
APPLICATION_MOVE_IMPOSSIBLE = RefusalKind("application_move_impossible")
APPLICATIONS_FULL = RefusalKind("applications_full")
LICENSE_TAKEN = RefusalKind("license_taken")
LISTING_CLAIMED = RefusalKind("listing_claimed")
QUESTIONS_OPEN = RefusalKind("questions_open")
CHECKS_OPEN = RefusalKind("checks_open")
OWN_APPLICATION = RefusalKind("own_application", 403)
