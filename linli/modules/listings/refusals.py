"""Every "no" of listings."""

from linli.kernel.refusals import RefusalKind

LISTINGS_OVERTAKEN = RefusalKind("listings_overtaken")
LISTING_DECIDED = RefusalKind("listing_decided")
