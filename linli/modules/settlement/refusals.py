"""When escrow says no."""

from linli.kernel.refusals import RefusalKind

ESCROW_EXHAUSTED = RefusalKind("escrow_exhausted", 409)
