"""When the community says no."""

from linli.kernel.refusals import RefusalKind

REVIEW_NEEDS_CONSUMPTION = RefusalKind("review_needs_consumption")
REVIEW_BY_STAFF = RefusalKind("review_by_staff")
REVIEW_EXISTS = RefusalKind("review_exists")
