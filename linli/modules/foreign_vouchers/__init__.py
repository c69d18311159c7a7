"""Foreign vouchers: what other platforms have sold for our stores, used at the same counter.

Words: a *platform* sells vouchers elsewhere; a *connection* is a store's account there; a *use* is one of its
vouchers at our counter: prepared, asked, taken, taken back.
Promises: a use is written down before its platform hears of it and is asked for once; a lost answer is found
out by asking how the voucher stands; of any number of counters one goes on; the secret of a connection is
sealed and goes with it; no money moves here, for the platform pays the merchant.
Stage: one voucher at a time, single-use; Douyin, against a simulator of its documents.
"""

from linli.modules.foreign_vouchers.actions import (
    connect,
    disconnect,
    find_out,
    move_connection,
    prepare,
    take,
    undo,
)
from linli.modules.foreign_vouchers.events import ForeignTaken, ForeignUndone
from linli.modules.foreign_vouchers.jobs import find_out_due
from linli.modules.foreign_vouchers.model import (
    UNDO_WITHIN,
    Connection,
    ConnectionState,
    Means,
    Platform,
    Platforms,
    Use,
    UseState,
    UseTotals,
)
from linli.modules.foreign_vouchers.providers.douyin import Douyin
from linli.modules.foreign_vouchers.queries import (
    connection,
    connections,
    use,
    use_totals,
    uses_of_ids,
    uses_of_store,
)
from linli.modules.foreign_vouchers.refusals import (
    ANSWERED,
    FOREIGN_CODE_UNKNOWN,
    FOREIGN_CONNECTED,
    FOREIGN_DENIED,
    FOREIGN_HELD,
    FOREIGN_KEYS_WRONG,
    FOREIGN_NOT_AUTHORIZED,
    FOREIGN_NOT_CONNECTED,
    FOREIGN_NOT_SINGLE,
    FOREIGN_NOT_TAKEN,
    FOREIGN_SCAN_AGAIN,
    FOREIGN_STILL_UNCLEAR,
    FOREIGN_UNCLEAR,
    FOREIGN_UNDO_OVER,
    FOREIGN_UNREACHABLE,
    FOREIGN_USED_BEFORE,
)

__all__ = [
    "ANSWERED",
    "FOREIGN_CODE_UNKNOWN",
    "FOREIGN_CONNECTED",
    "FOREIGN_DENIED",
    "FOREIGN_HELD",
    "FOREIGN_KEYS_WRONG",
    "FOREIGN_NOT_AUTHORIZED",
    "FOREIGN_NOT_CONNECTED",
    "FOREIGN_NOT_SINGLE",
    "FOREIGN_NOT_TAKEN",
    "FOREIGN_SCAN_AGAIN",
    "FOREIGN_STILL_UNCLEAR",
    "FOREIGN_UNCLEAR",
    "FOREIGN_UNDO_OVER",
    "FOREIGN_UNREACHABLE",
    "FOREIGN_USED_BEFORE",
    "UNDO_WITHIN",
    "Connection",
    "ConnectionState",
    "Douyin",
    "ForeignTaken",
    "ForeignUndone",
    "Means",
    "Platform",
    "Platforms",
    "Use",
    "UseState",
    "UseTotals",
    "connect",
    "connection",
    "connections",
    "disconnect",
    "find_out",
    "find_out_due",
    "move_connection",
    "prepare",
    "take",
    "undo",
    "use",
    "use_totals",
    "uses_of_ids",
    "uses_of_store",
]
