"""What treasury does, one verb a file."""

from linli.modules.treasury.actions.account import change_account, trust_account
from linli.modules.treasury.actions.close import close_day
from linli.modules.treasury.actions.follow import follow_batches
from linli.modules.treasury.actions.pay_out import make_batch

__all__ = ["change_account", "close_day", "follow_batches", "make_batch", "trust_account"]
