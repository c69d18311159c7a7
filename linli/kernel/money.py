"""Money: whole minor units and a currency, never a float."""

import re
from collections.abc import Sequence

import msgspec

# Plain ASCII digits, at most 15 before the point, so that every amount fits a bigint.
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,15})(?:\.(?P<fraction>[0-9]+))?")
# Minor digits of the currencies in use (ISO 4217).
MINOR_DIGITS = {
    **dict.fromkeys(("CNY", "EUR", "USD", "CHF", "DKK", "GBP", "HKD", "NOK", "SEK", "SGD"), 2),
    **dict.fromkeys(("JPY", "KRW", "ISK"), 0),
    **dict.fromkeys(("BHD", "KWD"), 3),
}


class Money(msgspec.Struct, frozen=True, order=True):
    """An amount in minor units (cents, fen) of one currency; arithmetic across currencies is an error."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other


def parse(text: str, currency: str) -> Money:
    """Read `"12.50"` as Money; refuses (ValueError) signs, exponents and more digits than the currency
    has.
    """
    digits = MINOR_DIGITS[currency]
    match = _AMOUNT.fullmatch(text)
    fraction = (match["fraction"] or "") if match else ""
    if match is None or len(fraction) > digits:
        raise ValueError(f"not an amount of {currency}: {text!r}")
    return Money(int(match["whole"] + fraction.ljust(digits, "0")), currency)


def share_rounded_down(minor: int, basis_points: int) -> int:
    """`basis_points` ten-thousandths of a non-negative amount, rounded down (towards the payer of the
    share).
    """
    if minor < 0 or not 0 <= basis_points <= 10_000:
        raise ValueError("a share is taken of a non-negative amount, between 0 and 10,000 basis points")
    return minor * basis_points // 10_000


def allocate_largest_remainder(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount over weights so that the parts add up exactly; the largest remainders get the last
    units.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0 or minor < 0:
        raise ValueError("allocation needs a non-negative amount and weights with a positive sum")
    parts = [minor * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(minor * weights[i] % total), i))
    for i in by_remainder[: minor - sum(parts)]:
        parts[i] += 1
    return parts


def shared_evenly(minor: int, parts: int) -> list[int]:
    """Split an amount into equal parts that add up exactly: the first ones have a minor unit more."""
    return allocate_largest_remainder(minor, [1] * parts)
