"""Every "no" of the catalog."""

from linli.kernel.refusals import RefusalKind

DEAL_ENDED = RefusalKind("deal_ended", 410)
DEAL_CHANGED = RefusalKind("deal_changed")
