"""When the ledger says no. The order in which it looks stands in each action's docstring."""

from linli.kernel.refusals import RefusalKind

PENDING_POSTED = RefusalKind("pending_posted", 409)
PENDING_VOIDED = RefusalKind("pending_voided", 409)
PENDING_EXPIRED = RefusalKind("pending_expired", 409)
INSUFFICIENT_BALANCE = RefusalKind("insufficient_balance", 409)
CREDIT_LIMIT_IN_USE = RefusalKind("credit_limit_in_use", 409)
