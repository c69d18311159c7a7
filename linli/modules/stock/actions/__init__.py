"""What people do with goods."""

from linli.modules.stock.actions.bringing import (
    ask_transfer,
    decline,
    dispatch,
    drop_transfers,
    give_up,
    plan_transfer,
)
from linli.modules.stock.actions.counting import count
from linli.modules.stock.actions.days import close_days, note_day, set_days
from linli.modules.stock.actions.moving import correct, receive, return_at_till, sell_at_till, write_off
from linli.modules.stock.actions.orders import hand_over, take_back, undo_hand_over
from linli.modules.stock.actions.transfers import (
    call_back,
    receive_transfer,
    send_transfer,
)
from linli.modules.stock.actions.undoing import undo
from linli.modules.stock.actions.watching import notice_low, track, untrack, watch

__all__ = [
    "ask_transfer",
    "call_back",
    "close_days",
    "correct",
    "count",
    "decline",
    "dispatch",
    "drop_transfers",
    "give_up",
    "hand_over",
    "note_day",
    "notice_low",
    "plan_transfer",
    "receive",
    "receive_transfer",
    "return_at_till",
    "sell_at_till",
    "send_transfer",
    "set_days",
    "take_back",
    "track",
    "undo",
    "undo_hand_over",
    "untrack",
    "watch",
    "write_off",
]
