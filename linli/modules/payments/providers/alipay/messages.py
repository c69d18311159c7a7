"""Alipay's messages and what they mean in our words. It writes amounts in yuan, as text."""

from collections.abc import Mapping
from typing import Any

from linli.modules.payments.model import NewsKind
from linli.modules.payments.providers.yuan import fen

SUCCESS = "10000"
BUSINESS_NO = "40004"
# What our books can hold.
LONGEST_NAME, MOST_FEN = 64, 2**63 - 1
# TRADE_CLOSED: never paid, or paid and given back in full.
TRADES = {
    "WAIT_BUYER_PAY": NewsKind.PENDING,
    "TRADE_SUCCESS": NewsKind.PAID,
    "TRADE_FINISHED": NewsKind.PAID,
    "TRADE_CLOSED": NewsKind.CLOSED,
}
UNKNOWN = frozenset(("ACQ.TRADE_NOT_EXIST",))
PAID = frozenset(("ACQ.TRADE_HAS_SUCCESS",))
CLOSED = frozenset(("ACQ.TRADE_HAS_CLOSE",))
# The trade is in a state that allows no closing: it has to be asked which.
STATE_WRONG = frozenset(
    ("ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.TRADE_HAS_SUCCESS")
)
# Asking for the same refund again may change these answers to it; every other no waits for a person.
REFUND_LATER = frozenset(("ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "isp.unknow-error"))


class Said:
    """An answer. Its cells are texts; what is missing or no text reads as ""."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    @property
    def well(self) -> bool:
        return self.text("code") == SUCCESS

    @property
    def no(self) -> str:
        """Its own word for its no: that of the business, or the number of what went wrong before that."""
        if self.well:
            return ""
        return self.text("sub_code") if self.text("code") == BUSINESS_NO else self.text("code")

    def text(self, name: str) -> str:
        found = self._told.get(name, "")
        return found if isinstance(found, str) else ""

    def name(self, name: str) -> str:
        """A name that our books can hold. Raises ValueError."""
        found = self.text(name)
        if not (0 < len(found) <= LONGEST_NAME and found.isascii() and found.isprintable()):
            raise ValueError(f"Alipay tells no {name}")
        return found

    def fen(self, name: str) -> int:
        """An amount. Raises ValueError."""
        amount = fen(self.text(name))
        if not 0 <= amount <= MOST_FEN:
            raise ValueError(f"Alipay tells no {name}")
        return amount
