"""Stores by the square they lie in, so that only neighbors are compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from linli.modules.merchants import Store

# A square is at least 60 m wide as far north as anybody lives.
NORTH, EAST = 0.001, 0.004
Square = tuple[int, int]


class Nearby:
    """Each store once; the last word about it counts."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._squares: dict[Square, dict[UUID, Store]] = defaultdict(dict)
        for store in stores:
            self.add(store)

    def add(self, store: Store) -> None:
        self._squares[_square(store.lat, store.lon)][store.store_id] = store

    def around(self, lat: float, lon: float) -> Iterator[Store]:
        """Those in the same square and in the eight around it."""
        row, column = _square(lat, lon)
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                yield from self._squares.get((row + north, column + east), {}).values()


def _square(lat: float, lon: float) -> Square:
    return int(lat // NORTH), int(lon // EAST)
