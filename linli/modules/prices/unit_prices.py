"""The price of a kilogram, a liter, a meter or a piece, or of a hundred grams or milliliters of what is
small.
"""

import msgspec

# Up to so much content the smaller unit is named: its size and name, then those of the usual one.
SMALL = 250
_SMALLER = {"g": (100, "100g"), "ml": (100, "100ml")}
_USUAL = {"g": (1000, "kg"), "ml": (1000, "l"), "cm": (100, "m"), "piece": (1, "piece")}


class UnitPrice(msgspec.Struct, frozen=True):
    """Minor units for one `per`: kg, 100g, l, 100ml, m or piece."""

    minor: int
    per: str


def unit_price(price_minor: int, content_size: int, content_unit: str) -> UnitPrice | None:
    """What one unit of the content costs, half a minor unit up; None where that says nothing new."""
    if content_unit not in _USUAL or content_size <= 0:
        return None
    small = content_size <= SMALL and content_unit in _SMALLER
    size, per = (_SMALLER if small else _USUAL)[content_unit]
    if content_size == size:
        return None
    return UnitPrice((2 * price_minor * size + content_size) // (2 * content_size), per)
