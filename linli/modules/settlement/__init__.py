"""Escrow, commission and statements: money that waits until the service is consumed, and then goes to whom it
belongs.

Words: an *escrow* holds one order's payment; a *rule* decides commission, split, cycle or deposit of the most
specific target; a *release* sends a consumed part of a line to its bearers minus commission, an *entry* tells
one payee of it; a *return* sends an unused part back towards the payer.
Promises: released + returned never exceed what was paid; the rules are fixed when the money comes in; parts
and commission add up to what was released, to the last minor unit, in whatever order it happened.
Stage: escrow, rules, release, undo, return, balance, entries.
"""

from linli.modules.settlement.actions import (
    add_rule,
    end_rule,
    hold_in_escrow,
    payout_sent_back,
    release,
    return_to_payer,
    set_market_commission,
    take_back,
)
from linli.modules.settlement.model import Entry, EntryKind, Escrow, HeldLine, Line, Part, Released
from linli.modules.settlement.queries import (
    balance,
    entries_of_order,
    escrow,
    escrow_drift,
    lines_of_order,
    movements,
    rule,
    rules_in_force,
    rules_of_ids,
    rules_of_market,
    waiting,
)
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED
from linli.modules.settlement.rules import (
    LADDER,
    Commission,
    Cycle,
    Deposit,
    Rule,
    RuleKind,
    Share,
    Split,
    Where,
    chosen,
    commission_of,
    cycle_of,
    deposit_of,
    shares_of,
)

__all__ = [
    "ESCROW_EXHAUSTED",
    "LADDER",
    "Commission",
    "Cycle",
    "Deposit",
    "Entry",
    "EntryKind",
    "Escrow",
    "HeldLine",
    "Line",
    "Part",
    "Released",
    "Rule",
    "RuleKind",
    "Share",
    "Split",
    "Where",
    "add_rule",
    "balance",
    "chosen",
    "commission_of",
    "cycle_of",
    "deposit_of",
    "end_rule",
    "entries_of_order",
    "escrow",
    "escrow_drift",
    "hold_in_escrow",
    "lines_of_order",
    "movements",
    "payout_sent_back",
    "release",
    "return_to_payer",
    "rule",
    "rules_in_force",
    "rules_of_ids",
    "rules_of_market",
    "set_market_commission",
    "shares_of",
    "take_back",
    "waiting",
]
