"""Verbs: make and print, claim and give, hold, use and give back."""

from linli.modules.promotions.actions.adopting import take_over
from linli.modules.promotions.actions.batches import agree, end, make_batch, pause, print_codes, resume
from linli.modules.promotions.actions.claiming import (
    claim,
    claim_at_counter,
    claim_code,
    give,
    give_for_follow,
    give_to_member,
)
from linli.modules.promotions.actions.using import give_back, hold, take_again, use

__all__ = [
    "agree",
    "claim",
    "claim_at_counter",
    "claim_code",
    "end",
    "give",
    "give_back",
    "give_for_follow",
    "give_to_member",
    "hold",
    "make_batch",
    "pause",
    "print_codes",
    "resume",
    "take_again",
    "take_over",
    "use",
]
