"""What is done with kiosks, and at them."""

from linli.modules.kiosks.actions.choosing import (
    choose,
    forget_old,
    put_back,
    read_selection,
    selection_text,
    take,
)
from linli.modules.kiosks.actions.setting_up import (
    change_sellers,
    offer,
    offer_text,
    open_kiosk,
    revoke,
    set_up,
)

__all__ = [
    "change_sellers",
    "choose",
    "forget_old",
    "offer",
    "offer_text",
    "open_kiosk",
    "put_back",
    "read_selection",
    "revoke",
    "selection_text",
    "set_up",
    "take",
]
