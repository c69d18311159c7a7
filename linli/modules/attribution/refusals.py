"""The "no" of attribution."""

from linli.kernel.refusals import RefusalKind

# A line of a file of costs cannot be read (`line`, `column`).
COSTS_UNREADABLE = RefusalKind("costs_unreadable", 422)
