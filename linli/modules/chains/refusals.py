"""Every "no" of chains."""

from linli.kernel.refusals import RefusalKind

BRANCH_TAKEN = RefusalKind("branch_taken")
TERMS_CHANGED = RefusalKind("terms_changed")
TERRITORY_CHANGED = RefusalKind("territory_changed")
OUTSIDE_TERRITORY = RefusalKind("outside_territory")
