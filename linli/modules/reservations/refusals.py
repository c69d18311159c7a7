"""When something has run out."""

from linli.kernel.refusals import RefusalKind

SOLD_OUT = RefusalKind("sold_out", 409)
LIMIT_REACHED = RefusalKind("limit_reached", 409)
BELOW_SOLD = RefusalKind("below_sold", 409)
