"""Every "no" of the articles."""

from linli.kernel.refusals import RefusalKind

ITEM_CHANGED = RefusalKind("item_changed")
CODE_TAKEN = RefusalKind("code_taken")
CATEGORY_FULL = RefusalKind("category_full")
ITEM_NOT_SOLD = RefusalKind("item_not_sold", 410)
ITEM_SHARED = RefusalKind("item_shared", 403)
FILE_LOCKED = RefusalKind("file_locked", 422)
FILE_UNREADABLE = RefusalKind("file_unreadable", 422)
TOO_MANY_ROWS = RefusalKind("too_many_rows", 422)
FILE_EMPTY = RefusalKind("file_empty", 422)
COLUMNS_UNKNOWN = RefusalKind("columns_unknown", 422)
COLUMNS_TWICE = RefusalKind("columns_twice", 422)
IMPORT_OVERTAKEN = RefusalKind("import_overtaken", 409)
