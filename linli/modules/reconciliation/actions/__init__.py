"""The verbs of reconciliation."""

from linli.modules.reconciliation.actions.decide import correct, explain, link, take_on
from linli.modules.reconciliation.actions.read_bill import reconcile_bill, reconcile_day
from linli.modules.reconciliation.actions.send_back import (
    returned_otherwise,
    send_again,
    send_back,
    send_returns,
)

__all__ = [
    "correct",
    "explain",
    "link",
    "reconcile_bill",
    "reconcile_day",
    "returned_otherwise",
    "send_again",
    "send_back",
    "send_returns",
    "take_on",
]
