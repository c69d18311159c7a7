"""Everything that can run out: stock, limits per person, coupon uses, budgets, slots.

Words: a *pool* has a total; a *claim* asks for some of it; a *hold* keeps it for an owner (an order) until
it is *confirmed* (taken for good) or *returned*.
Promises: held + taken never exceed the total, however many ask at once (only a count may find that less is
there than is promised, and then nothing more is sold); an owner's hold of a pool is made,
confirmed and returned at most once each; claims of several pools happen together or not at all; an abandoned
hold with an expiry comes back by itself.
Stage: complete.
"""

from linli.modules.reservations.actions import (
    add_to_pool,
    add_to_pools,
    confirm,
    create_pool,
    create_pools,
    give_back,
    hand_on,
    hold,
    hold_each,
    lock_pools,
    resize_pool,
    return_units,
    take_again,
    take_arrived,
)
from linli.modules.reservations.jobs import return_abandoned
from linli.modules.reservations.model import Claim, Hold, HoldState, Pool, PoolKind, Wish
from linli.modules.reservations.queries import holds_of, holds_overdue, left, lefts, pool, pool_drift, pools
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
    "Wish",
    "add_to_pool",
    "add_to_pools",
    "confirm",
    "create_pool",
    "create_pools",
    "give_back",
    "hand_on",
    "hold",
    "hold_each",
    "holds_of",
    "holds_overdue",
    "left",
    "lefts",
    "lock_pools",
    "pool",
    "pool_drift",
    "pools",
    "resize_pool",
    "return_abandoned",
    "return_units",
    "take_again",
    "take_arrived",
]
