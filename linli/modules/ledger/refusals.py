"""When the ledger says no."""

from linli.kernel.refusals import RefusalKind

INSUFFICIENT_BALANCE = RefusalKind("insufficient_balance", 409)
