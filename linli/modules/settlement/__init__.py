"""Escrow and commission: money that waits until the service is consumed.

Words: an *escrow* holds one order's payment; a *release* sends a consumed part to the merchant minus
commission;
a *return* sends an unused part back towards the payer.
Promises: released + returned never exceed what was paid; the commission rate is fixed when the money comes
in;
the commission on parts adds up to the commission on the whole, to the last minor unit.
Stage: escrow, release, undo, return, balance. Statements and payouts come with the money issue.
"""

from linli.modules.settlement.actions import (
    hold_in_escrow,
    payout_sent_back,
    release,
    return_to_payer,
    take_back,
)
from linli.modules.settlement.model import Escrow, Released
from linli.modules.settlement.queries import balance, escrow, escrow_drift, movements, waiting
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED

__all__ = [
    "ESCROW_EXHAUSTED",
    "Escrow",
    "Released",
    "balance",
    "escrow",
    "escrow_drift",
    "hold_in_escrow",
    "movements",
    "payout_sent_back",
    "release",
    "return_to_payer",
    "take_back",
    "waiting",
]
