"""One list of results in two orders: as the factors count, and as they would; who moves, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from linli.modules.discovery.asking import Order
from linli.modules.discovery.model import Pin
from linli.modules.discovery.ranking import Weights
from linli.modules.discovery.sifting import Ranked, in_order, judged_anew

# Reasons that are factors of their own; all others say how the words fit.
FACTORS = ("near", "open", "rated", "record", "offer", "verified")
TEXT = "text"
MOST_SHIFTS = 2
# Less than this moves nobody.
LEAST_SHIFT = 0.05
Changes = dict[UUID, dict[str, float]]


class Shift(msgspec.Struct, frozen=True):
    """A factor that gives a result other points than before: so many more, and so many to all on average."""

    factor: str
    points: float
    others: float


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One result: where it stands and where it would, counted from 1, and what moves it most."""

    store_id: UUID
    slug: str
    name: str
    name_en: str
    trade: str
    distance_m: int
    was: int
    now: int
    points_was: float
    points_now: float
    shifts: list[Shift]

    @property
    def up(self) -> int:
        """How many places up; less than 0: down."""
        return self.was - self.now


class Reordered(msgspec.Struct, frozen=True, kw_only=True):
    """What would stand first, in its new order, and what would stand there no more; of `total` results."""

    stays: list[Moved]
    leaves: list[Moved]
    total: int

    @property
    def moved(self) -> int:
        """How many of those shown would stand elsewhere."""
        return sum(one.up != 0 for one in (*self.stays, *self.leaves))


def reordered(rows: Sequence[Ranked], weights: Weights, size: int, pins: Mapping[UUID, Pin]) -> Reordered:
    """The first `size` of both orders; `pins` say what each is called."""
    rows = [row for row in rows if row.one.store_id in pins]
    before = in_order(rows, Order.BEST)
    after = in_order((judged_anew(row, weights) for row in rows), Order.BEST)
    was = {row.one.store_id: (at, row) for at, row in enumerate(before, 1)}
    change = {row.one.store_id: _change(was[row.one.store_id][1], row) for row in after}
    usual = _average(list(change.values()))
    moved = [_moved(was[row.one.store_id], (at, row), change, usual, pins) for at, row in enumerate(after, 1)]
    first = moved[:size]
    leaves = sorted((one for one in moved[size:] if one.was <= size), key=lambda one: one.was)
    return Reordered(stays=first, leaves=leaves, total=len(rows))


def _moved(
    was: tuple[int, Ranked],
    now: tuple[int, Ranked],
    change: dict[UUID, dict[str, float]],
    usual: dict[str, float],
    pins: Mapping[UUID, Pin],
) -> Moved:
    row = now[1]
    one, pin = row.one, pins[row.one.store_id]
    shifts = _shifts(change[one.store_id], usual, was[0] - now[0])
    return Moved(
        store_id=one.store_id,
        slug=pin.slug,
        name=pin.name,
        name_en=pin.name_en,
        trade=one.trade,
        distance_m=one.distance_m,
        was=was[0],
        now=now[0],
        points_was=round(was[1].score, 1),
        points_now=round(now[1].score, 1),
        shifts=shifts,
    )


def _shifts(mine: dict[str, float], usual: dict[str, float], up: int) -> list[Shift]:
    """What sets it apart from the others in the direction in which it moves; nothing for who stays."""
    if not up:
        return []
    sign = 1 if up > 0 else -1
    apart = {factor: sign * (mine.get(factor, 0.0) - usual[factor]) for factor in usual}
    told = sorted((factor for factor in apart if apart[factor] > LEAST_SHIFT), key=lambda name: -apart[name])
    return [
        Shift(factor, round(mine.get(factor, 0.0), 1), round(usual[factor], 1))
        for factor in told[:MOST_SHIFTS]
    ]


def _change(was: Ranked, now: Ranked) -> dict[str, float]:
    """How many points more each factor gives."""
    change: dict[str, float] = defaultdict(float)
    for row, sign in ((now, 1), (was, -1)):
        for reason in row.why:
            change[reason.code if reason.code in FACTORS else TEXT] += sign * reason.points
    return dict(change)


def _average(changes: Sequence[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for change in changes:
        for factor, points in change.items():
            total[factor] += points / len(changes)
    return dict(total)
