"""The provider's daily bill beside the ledger, the payments and the orders.

Words: a *line* is one movement on a bill; a *difference* is what does not agree, with its three sides (what
is billed, known and booked); a *day* is one provider's day in one market, *clean* once nothing of it is open;
a *return* is money of no order on its way back.
Promises: a day may be read at any time, again and in any order, and nothing is noted or booked twice; a late
line resolves what it explains; what a person has closed stays closed unless its facts change.
Stage: four providers, sixteen kinds of difference, corrections, links to orders, money sent back.
"""

from linli.modules.reconciliation.actions import (
    correct,
    explain,
    link,
    reconcile_bill,
    reconcile_day,
    returned_otherwise,
    send_again,
    send_back,
    send_returns,
    take_on,
)
from linli.modules.reconciliation.habits import habits_of
from linli.modules.reconciliation.jobs import due_days, reconcile_due
from linli.modules.reconciliation.model import (
    BilledLine,
    Day,
    DayFilter,
    DayRow,
    DayState,
    Difference,
    DifferenceFilter,
    DifferenceKind,
    DifferenceState,
    Return,
    ReturnState,
    amount_of,
    day_id,
)
from linli.modules.reconciliation.queries import (
    day,
    days,
    difference,
    differences,
    line,
    open_differences,
    return_of,
)
from linli.modules.reconciliation.refusals import (
    DIFFERENCE_CLOSED,
    NO_STRAY_MONEY,
    NOTHING_TO_CORRECT,
    ORDER_DOES_NOT_FIT,
    RETURN_NOT_REFUSED,
)

__all__ = [
    "DIFFERENCE_CLOSED",
    "NOTHING_TO_CORRECT",
    "NO_STRAY_MONEY",
    "ORDER_DOES_NOT_FIT",
    "RETURN_NOT_REFUSED",
    "BilledLine",
    "Day",
    "DayFilter",
    "DayRow",
    "DayState",
    "Difference",
    "DifferenceFilter",
    "DifferenceKind",
    "DifferenceState",
    "Return",
    "ReturnState",
    "amount_of",
    "correct",
    "day",
    "day_id",
    "days",
    "difference",
    "differences",
    "due_days",
    "explain",
    "habits_of",
    "line",
    "link",
    "open_differences",
    "reconcile_bill",
    "reconcile_day",
    "reconcile_due",
    "return_of",
    "returned_otherwise",
    "send_again",
    "send_back",
    "send_returns",
    "take_on",
]
