"""Every "no" of privacy."""

from linli.kernel.refusals import RefusalKind

ERASURE_BLOCKED = RefusalKind("erasure_blocked")
EXPORT_NOT_READY = RefusalKind("export_not_ready", 404)
