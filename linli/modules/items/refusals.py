"""Every "no" of the articles."""

from linli.kernel.refusals import RefusalKind

ITEM_CHANGED = RefusalKind("item_changed")
CODE_TAKEN = RefusalKind("code_taken")
CATEGORY_FULL = RefusalKind("category_full")
ITEM_NOT_SOLD = RefusalKind("item_not_sold", 410)
ITEM_SHARED = RefusalKind("item_shared", 403)
