"""Every "no" of discovery."""

from linli.kernel.refusals import RefusalKind

WEIGHTS_CHANGED = RefusalKind("weights_changed")
