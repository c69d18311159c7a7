"""Every "no" of prices."""

from linli.kernel.refusals import RefusalKind

BOOK_CHANGED = RefusalKind("book_changed")
BOOK_NOT_UNDOABLE = RefusalKind("book_not_undoable")
PARITY_BROKEN = RefusalKind("parity_broken")
