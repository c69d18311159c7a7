"""Where a place lies, as terms that the index keeps beside its words: the squares of five sizes around it.

Words that thousands of places have are asked for together with the nine squares around a spot, of the size
that is likely to hold enough of them: so what is read follows from how many are shown, not from the market.
"""

from math import floor

# The sides of the squares, on the market's plane in degrees: from some 200 m to 18 km.
SIDES = (0.002, 0.006, 0.018, 0.054, 0.162)
# What every place has whose squares the index knows. No word that anybody types begins so.
CELLED = "#"


def cells_of(x: float, y: float) -> list[str]:
    """The terms of a place there."""
    return [CELLED, *(_cell(size, floor(x / side), floor(y / side)) for size, side in enumerate(SIDES))]


def cells_around(x: float, y: float) -> list[list[str]]:
    """For each size the square of a spot with its eight neighbors."""
    found = []
    for size, side in enumerate(SIDES):
        column, row = floor(x / side), floor(y / side)
        found.append([_cell(size, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    return found


def four_around(x: float, y: float) -> list[list[str]]:
    """For each size the four squares that meet at the corner nearest to a spot: where some of the nearest
    will do.
    """
    found = []
    for size, side in enumerate(SIDES):
        column, row = floor(x / side - 0.5), floor(y / side - 0.5)
        found.append([_cell(size, column + i, row + j) for i in (0, 1) for j in (0, 1)])
    return found


def _cell(size: int, column: int, row: int) -> str:
    return f"{CELLED}{size}:{column}:{row}"
