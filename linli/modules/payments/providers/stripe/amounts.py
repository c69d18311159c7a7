"""Stripe's minor units and ours: the same, but for a few currencies."""

from linli.kernel.money import MINOR_DIGITS
from linli.modules.payments.refusals import WAY_NOT_POSSIBLE

# Written with two digits at Stripe, though nobody can pay a fraction of one.
_AS_IF_HUNDREDTHS = frozenset(("ISK",))
_THOUSANDTHS = 3


def to_stripe(minor: int, currency: str) -> int:
    """What we ask for. Refuses: way_not_possible, for thousandths that do not end in 0, which cards cannot
    carry.
    """
    if currency in _AS_IF_HUNDREDTHS:
        return minor * 100
    if MINOR_DIGITS[currency] == _THOUSANDTHS and minor % 10:
        raise WAY_NOT_POSSIBLE()
    return minor


def from_stripe(amount: int, currency: str) -> int:
    """What we are told, rounded down where it has a fraction that we cannot hold."""
    return amount // 100 if currency in _AS_IF_HUNDREDTHS else amount
