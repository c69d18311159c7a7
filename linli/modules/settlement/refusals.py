"""When settlement says no."""

from linli.kernel.refusals import RefusalKind

ESCROW_EXHAUSTED = RefusalKind("escrow_exhausted", 409)
RULE_NEEDED = RefusalKind("rule_needed", 409)
RULE_NOT_IN_FORCE = RefusalKind("rule_not_in_force", 409)
STATEMENT_CLOSED = RefusalKind("statement_closed", 409)
DISPUTE_DECIDED = RefusalKind("dispute_decided", 409)
