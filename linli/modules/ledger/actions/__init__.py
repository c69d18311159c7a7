"""How money moves, is set aside, and may be owed."""

from linli.modules.ledger.actions.credit import set_credit_limit
from linli.modules.ledger.actions.pend import pend
from linli.modules.ledger.actions.resolve import expire, post, void
from linli.modules.ledger.actions.transfer import transfer

__all__ = ["expire", "pend", "post", "set_credit_limit", "transfer", "void"]
