"""The verbs of attribution."""

from linli.modules.attribution.actions.costing import (
    enter_costs,
    remove_cost,
    set_half_life,
    set_market_window,
    set_window,
)
from linli.modules.attribution.actions.couponing import note_coupon_return, note_coupon_use
from linli.modules.attribution.actions.goals import begin, join_member, note_step, reach
from linli.modules.attribution.actions.guests import take_over
from linli.modules.attribution.actions.touching import (
    forget_person,
    forget_timeline,
    join_device,
    join_visit,
    note_deed,
    note_visit,
)

__all__ = [
    "begin",
    "enter_costs",
    "forget_person",
    "forget_timeline",
    "join_device",
    "join_member",
    "join_visit",
    "note_coupon_return",
    "note_coupon_use",
    "note_deed",
    "note_step",
    "note_visit",
    "reach",
    "remove_cost",
    "set_half_life",
    "set_market_window",
    "set_window",
    "take_over",
]
