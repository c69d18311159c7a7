"""The verbs of pickups."""

from linli.modules.pickups.actions.give_back import give_back, lapse, take_return
from linli.modules.pickups.actions.hand_over import hand_over, undo_hand_over
from linli.modules.pickups.actions.leave import leave
from linli.modules.pickups.actions.open_pickup import (
    hold_handed,
    mark_ready,
    note_came,
    open_pickup,
    set_rules,
)

__all__ = [
    "give_back",
    "hand_over",
    "hold_handed",
    "lapse",
    "leave",
    "mark_ready",
    "note_came",
    "open_pickup",
    "set_rules",
    "take_return",
    "undo_hand_over",
]
