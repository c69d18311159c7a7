"""The verbs of foreign vouchers."""

from linli.modules.foreign_vouchers.actions.connect import connect, disconnect, move_connection
from linli.modules.foreign_vouchers.actions.find_out import find_out
from linli.modules.foreign_vouchers.actions.prepare import prepare
from linli.modules.foreign_vouchers.actions.take import take
from linli.modules.foreign_vouchers.actions.undo import undo

__all__ = ["connect", "disconnect", "find_out", "move_connection", "prepare", "take", "undo"]
