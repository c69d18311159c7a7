"""Two shelves of one article as plain numbers: what is there, and which order waits for how much of it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Wish:
    """One order of goods: unpaid units are `held`; paid ones wait in a store, or are out with the payer."""

    store: int
    held: int
    waits: Counter[int] = field(default_factory=Counter)
    out: Counter[int] = field(default_factory=Counter)


@dataclass
class Way:
    """Units between two shelves, for an order or for whoever comes."""

    source: int
    target: int
    units: int
    wish: Wish | None = None
    over: bool = False


class Shelves:
    """Two of them. What is left on one is what is there less what somebody waits for."""

    def __init__(self) -> None:
        self.there = [0, 0]
        self.wishes: list[Wish] = []
        self.ways: list[Way] = []

    def waiting(self, store: int) -> int:
        held = sum(wish.held for wish in self.wishes if wish.store == store)
        return held + sum(wish.waits[store] for wish in self.wishes)

    def figures(self, store: int) -> tuple[int, int, int, int, int]:
        """On hand, promised, left, missing, handed."""
        there, waiting = self.there[store], self.waiting(store)
        out = sum(wish.out[store] for wish in self.wishes)
        return there, waiting, max(0, there - waiting), max(0, waiting - there), out

    def take(self, store: int, units: int, otherwise: str = "sold_out") -> str:
        """Something leaves that nobody waits for."""
        if units > self.figures(store)[2]:
            return otherwise
        self.there[store] -= units
        return "done"

    def place(self, store: int, units: int) -> str:
        if units > self.figures(store)[2]:
            return "sold_out"
        self.wishes.append(Wish(store, units))
        return "done"

    def pay(self, wish: Wish) -> None:
        wish.waits[wish.store] += wish.held
        wish.held = 0

    def hand_over(self, wish: Wish, store: int, units: int) -> None:
        # What is in the clerk's hand was there, whatever the book says.
        self.there[store] = max(0, self.there[store] - units)
        wish.waits[store] -= units
        wish.out[store] += units

    def undo_hand_over(self, wish: Wish, store: int, units: int) -> None:
        self.there[store] += units
        wish.waits[store] += units
        wish.out[store] -= units

    def take_back(self, wish: Wish, store: int, units: int, restock: bool) -> None:
        wish.out[store] -= units
        self.there[store] += units if restock else 0

    def send(self, source: int, units: int, wish: Wish | None = None) -> str:
        if wish:
            if units > self.there[source]:
                return "sold_out"
            wish.waits[source] -= units
            self.there[source] -= units
        elif self.take(source, units) != "done":
            return "sold_out"
        self.ways.append(Way(source, 1 - source, units, wish))
        return "done"

    def forget(self, wish: Wish) -> int:
        """What is on its way to somebody is for whoever comes; of how many parcels that is so."""
        theirs = [way for way in self.ways if way.wish is wish and not way.over]
        for way in theirs:
            way.wish = None
        return len(theirs)

    def end(self, way: Way, store: int, units: int) -> str:
        if way.over:
            return "transfer_over"
        way.over = True
        self.there[store] += units
        if way.wish:
            way.wish.waits[store] += min(units, way.units)
        return "done"
