"""Where the units of a line are, and their money: a part of a pot takes its share of what the pot holds.

The share is rounded down and the last units take what is left. So whatever is handed over, taken back,
refunded and returned, in whatever order, the four pots add up to the line, and no unit is worth more than one
minor unit more or less than another one.
"""

import msgspec


class Pot(msgspec.Struct, frozen=True):
    """So many units, and their money in minor units."""

    units: int = 0
    minor: int = 0

    def share(self, units: int) -> int:
        """What so many of its units are worth. Raises ValueError for more than there are, or none."""
        if not 0 < units <= self.units:
            raise ValueError(f"{units} of {self.units}")
        return self.minor * units // self.units

    def __add__(self, other: "Pot") -> "Pot":
        return Pot(self.units + other.units, self.minor + other.minor)

    def __sub__(self, other: "Pot") -> "Pot":
        return Pot(self.units - other.units, self.minor - other.minor)

    def part(self, units: int) -> "Pot":
        """So many of its units with their share."""
        return Pot(units, self.share(units))
