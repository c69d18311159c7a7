"""Carts: what somebody is about to buy in a store.

Words: a *cart* belongs to one person, one store and one mode: to collect at the counter, or to take along
from the aisle; its *lines* name variants and the choices made to their options (*picks*); the *place of
use* is where somebody will use what is sold by area.
Promises: a second click adds what it says and no more than an order can have; nothing is held or promised
before it is ordered; prices are never kept here.
Stage: complete.
"""

from linli.modules.carts.actions import (
    MOST_LINES,
    MOST_UNITS,
    add,
    empty,
    forget_old,
    forget_person,
    keep_place,
    put,
)
from linli.modules.carts.model import CartCount, CartLine, CartMode, Picks, read_picks, write_picks
from linli.modules.carts.queries import about_person, cart, carts_of_person, place_of
from linli.modules.carts.refusals import CART_FULL

__all__ = [
    "CART_FULL",
    "MOST_LINES",
    "MOST_UNITS",
    "CartCount",
    "CartLine",
    "CartMode",
    "Picks",
    "about_person",
    "add",
    "cart",
    "carts_of_person",
    "empty",
    "forget_old",
    "forget_person",
    "keep_place",
    "place_of",
    "put",
    "read_picks",
    "write_picks",
]
