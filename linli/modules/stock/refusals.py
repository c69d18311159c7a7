"""Every "no" of the stock."""

from linli.kernel.refusals import RefusalKind

STOCK_PROMISED = RefusalKind("stock_promised")
DAY_SOLD = RefusalKind("day_sold", 409)
STOCK_MOVED = RefusalKind("stock_moved")
STOCK_UNDONE = RefusalKind("stock_undone")
STOCK_UNDO_OVER = RefusalKind("stock_undo_over")
TRANSFERS_STILL_OPEN = RefusalKind("transfers_still_open", 409)
TRANSFER_OVER = RefusalKind("transfer_over")
