"""Kiosks: a shop's screen with all that its merchant sells, from which the guest goes on by phone.

Words: a *kiosk* is a browser that stands in a store, known by a cookie: a screen on the floor, or a tablet
with *sellers*, the clerks who serve with it; an *offer* makes one browser the kiosk; a *selection* is what
somebody chose there, and its signed code leads their own phone to it.
Promises: nobody signs in on a kiosk; an offer makes one browser the kiosk, and a revoked kiosk shows nothing;
a selection is taken once, within a quarter of an hour, into the carts of whoever took it; who that was is not
kept.
Stage: complete, for goods that are collected.
"""

from linli.modules.kiosks.actions import (
    change_sellers,
    choose,
    forget_old,
    offer,
    offer_text,
    open_kiosk,
    put_back,
    read_selection,
    revoke,
    selection_text,
    set_up,
    take,
)
from linli.modules.kiosks.model import (
    LONGEST_NAME,
    MOST_LINES,
    OFFER_LIFE,
    SELECTION_LIFE,
    Chosen,
    Counts,
    Kiosk,
    Mark,
    Opened,
    Selection,
    SelectionState,
    Seller,
)
from linli.modules.kiosks.queries import (
    counts_of,
    kiosk,
    kiosk_of_store,
    kiosks_of_store,
    present_kiosk,
    selection,
    sellers,
    sellers_of,
)
from linli.modules.kiosks.refusals import (
    KIOSK_OFFER_OVER,
    KIOSK_REVOKED,
    KIOSK_UNKNOWN,
    SELECTION_EMPTY,
    SELECTION_OVER,
    SELECTION_PUT_BACK,
    SELECTION_TAKEN,
)

__all__ = [
    "KIOSK_OFFER_OVER",
    "KIOSK_REVOKED",
    "KIOSK_UNKNOWN",
    "LONGEST_NAME",
    "MOST_LINES",
    "OFFER_LIFE",
    "SELECTION_EMPTY",
    "SELECTION_LIFE",
    "SELECTION_OVER",
    "SELECTION_PUT_BACK",
    "SELECTION_TAKEN",
    "Chosen",
    "Counts",
    "Kiosk",
    "Mark",
    "Opened",
    "Selection",
    "SelectionState",
    "Seller",
    "change_sellers",
    "choose",
    "counts_of",
    "forget_old",
    "kiosk",
    "kiosk_of_store",
    "kiosks_of_store",
    "offer",
    "offer_text",
    "open_kiosk",
    "present_kiosk",
    "put_back",
    "read_selection",
    "revoke",
    "selection",
    "selection_text",
    "sellers",
    "sellers_of",
    "set_up",
    "take",
]
