"""What can be done with money in settlement, one verb a file."""

from linli.modules.settlement.actions.decide import return_consumed
from linli.modules.settlement.actions.deposit import deduct_deposit, return_deposit
from linli.modules.settlement.actions.draft import confirm_due, draft_statements
from linli.modules.settlement.actions.hold import hold_in_escrow
from linli.modules.settlement.actions.judge import confirm_statement, decide_dispute, dispute_line
from linli.modules.settlement.actions.pay import note_paid, note_unpaid, start_paying, statements_to_pay
from linli.modules.settlement.actions.release import release, take_back
from linli.modules.settlement.actions.return_money import payout_sent_back, return_to_payer
from linli.modules.settlement.actions.rule import add_rule, end_rule, set_market_commission

__all__ = [
    "add_rule",
    "confirm_due",
    "confirm_statement",
    "decide_dispute",
    "deduct_deposit",
    "dispute_line",
    "draft_statements",
    "end_rule",
    "hold_in_escrow",
    "note_paid",
    "note_unpaid",
    "payout_sent_back",
    "release",
    "return_consumed",
    "return_deposit",
    "return_to_payer",
    "set_market_commission",
    "start_paying",
    "statements_to_pay",
    "take_back",
]
