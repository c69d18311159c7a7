"""Stock: what a store has of each variant, and every movement of it; one truth for web, counter and till.

Words: a *level* is one variant in one store (on one day, for what is sold by the day); a *movement* is one
change of what is on hand, for good; a *slip* is what one person did at once; a *transfer* is on its way from
one store to another. *Promised* is what orders have taken or hold and have not collected, *left* is what can
be sold, *missing* is promised and was found not to be there.
Promises: what is on hand is the sum of its movements; nothing that is promised is sold at the till, sent away
or written off; a count beats the book, and then nothing more is sold than is there; a variant that a store
does not count has no level and never runs out.
Stage: complete for goods; what is sold by the day is counted, but has no page of its own yet.
"""

from linli.modules.stock.actions import (
    call_back,
    correct,
    count,
    free_transfers,
    hand_over,
    notice_low,
    receive,
    receive_transfer,
    return_at_till,
    sell_at_till,
    send_transfer,
    take_back,
    track,
    undo,
    undo_hand_over,
    watch,
    write_off,
)
from linli.modules.stock.events import Arrived, StockLow, TransferArrived
from linli.modules.stock.model import (
    BY_LEADERS,
    MOST_LINES,
    MOST_UNITS,
    UNDO_WITHIN,
    UNDOABLE,
    Level,
    Moved,
    Movement,
    MovementKind,
    Slip,
    StoreTotals,
    Transfer,
    TransferLine,
    TransferState,
    level_id,
)
from linli.modules.stock.queries import (
    claims,
    elsewhere,
    levels,
    levels_of_store,
    movements,
    on_the_way,
    totals_of_store,
    tracked,
    transfer,
    transfers_of_order,
    transfers_of_store,
)
from linli.modules.stock.refusals import (
    STOCK_MOVED,
    STOCK_PROMISED,
    STOCK_UNDO_OVER,
    STOCK_UNDONE,
    TRANSFER_OVER,
)

__all__ = [
    "BY_LEADERS",
    "MOST_LINES",
    "MOST_UNITS",
    "STOCK_MOVED",
    "STOCK_PROMISED",
    "STOCK_UNDONE",
    "STOCK_UNDO_OVER",
    "TRANSFER_OVER",
    "UNDOABLE",
    "UNDO_WITHIN",
    "Arrived",
    "Level",
    "Moved",
    "Movement",
    "MovementKind",
    "Slip",
    "StockLow",
    "StoreTotals",
    "Transfer",
    "TransferArrived",
    "TransferLine",
    "TransferState",
    "call_back",
    "claims",
    "correct",
    "count",
    "elsewhere",
    "free_transfers",
    "hand_over",
    "level_id",
    "levels",
    "levels_of_store",
    "movements",
    "notice_low",
    "on_the_way",
    "receive",
    "receive_transfer",
    "return_at_till",
    "sell_at_till",
    "send_transfer",
    "take_back",
    "totals_of_store",
    "track",
    "tracked",
    "transfer",
    "transfers_of_order",
    "transfers_of_store",
    "undo",
    "undo_hand_over",
    "watch",
    "write_off",
]
