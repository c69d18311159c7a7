"""What can be done with money in settlement, one verb a file."""

from linli.modules.settlement.actions.hold import hold_in_escrow
from linli.modules.settlement.actions.release import release, take_back
from linli.modules.settlement.actions.return_money import payout_sent_back, return_to_payer
from linli.modules.settlement.actions.rule import add_rule, end_rule, set_market_commission

__all__ = [
    "add_rule",
    "end_rule",
    "hold_in_escrow",
    "payout_sent_back",
    "release",
    "return_to_payer",
    "set_market_commission",
    "take_back",
]
