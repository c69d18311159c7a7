"""Everything that can run out: stock, limits per person, coupon uses, budgets, slots.

Words: a *pool* has a total; a *claim* asks for some of it; a *hold* keeps it for an owner (an order) until
it is *confirmed* (taken for good) or *returned*.
Promises: held + taken never exceed the total, however many ask at once; an owner's hold of a pool is made,
confirmed and returned at most once each; claims of several pools happen together or not at all; an abandoned
hold with an expiry comes back by itself.
Stage: complete.
"""

from linli.modules.reservations.actions import (
    confirm,
    create_pool,
    give_back,
    hold,
    resize_pool,
    return_units,
    take_again,
)
from linli.modules.reservations.jobs import return_abandoned
from linli.modules.reservations.model import Claim, Hold, HoldState, Pool, PoolKind
from linli.modules.reservations.queries import holds_of, holds_overdue, left, lefts, pool, pool_drift
from linli.modules.reservations.refusals import BELOW_SOLD, LIMIT_REACHED, SOLD_OUT

__all__ = [
    "BELOW_SOLD",
    "LIMIT_REACHED",
    "SOLD_OUT",
    "Claim",
    "Hold",
    "HoldState",
    "Pool",
    "PoolKind",
    "confirm",
    "create_pool",
    "give_back",
    "hold",
    "holds_of",
    "holds_overdue",
    "left",
    "lefts",
    "pool",
    "pool_drift",
    "resize_pool",
    "return_abandoned",
    "return_units",
    "take_again",
]
