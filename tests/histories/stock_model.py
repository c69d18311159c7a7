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
    """Units between two shelves, for an order or for whoever comes: `planned` until the order is paid, then
    `asked` for, `sent`, and `over`. Of an order's, `freed` are not wanted any more.
    """

    source: int
    target: int
    units: int
    wish: Wish | None = None
    state: str = "sent"
    freed: int = 0

    @property
    def wanted(self) -> int:
        return self.units - self.freed if self.wish else 0


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

    def plan(self, wish: Wish) -> None:
        self.ways.append(Way(wish.store, 1 - wish.store, wish.held, wish, "planned"))

    def pay(self, wish: Wish) -> None:
        wish.waits[wish.store] += wish.held
        wish.held = 0
        for way in self.open_ways(wish):
            way.state = "asked"

    def cancel(self, wish: Wish) -> None:
        wish.held = 0
        for way in self.open_ways(wish):
            way.state = "over"

    def open_ways(self, wish: Wish) -> list[Way]:
        return [way for way in self.ways if way.wish is wish and way.state != "over"]

    def dispatch(self, way: Way) -> str:
        """What was asked for leaves, as far as it is wanted and there."""
        if way.state != "asked":
            return "transfer_over"
        if way.wanted > self.there[way.source]:
            return "sold_out"
        way.units, way.freed, way.state = way.wanted, 0, "sent"
        self.there[way.source] -= way.units
        if way.wish:
            way.wish.waits[way.source] -= way.units
        return "done"

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

    def give_up(self, wish: Wish, store: int, units: int) -> None:
        """So many units that wait for an order, or are on their way to it, are not wanted any more: first of
        what was asked for or sent, then of what waits in the store.
        """
        for way in self.open_ways(wish):
            freed = min(units, way.wanted)
            way.freed += freed
            units -= freed
            if way.state == "asked":
                wish.waits[way.source] -= freed
                way.state = "asked" if way.wanted else "over"
        wish.waits[store] -= units

    def end(self, way: Way, store: int, units: int) -> str:
        """It arrives, or is back: an order has what was sent for it, whether it came or not."""
        if way.state != "sent":
            return "transfer_over"
        way.state = "over"
        self.there[store] += units
        if way.wish and way.wanted:
            way.wish.waits[store] += way.wanted
            if store == way.source:
                way.state, way.units, way.freed = "asked", way.wanted, 0
        return "done"
