"""The verbs of malls."""

from linli.modules.malls.actions.hosts import ask_for_host, confirm_host, give_up_host, withdraw_host
from linli.modules.malls.actions.listing import close_mall, open_mall, set_unlisted
from linli.modules.malls.actions.looks import change_look, make_mall, restore_look
from linli.modules.malls.actions.pages import (
    arrange_pages,
    change_page,
    remove_page,
    restore_page,
    write_page,
)

__all__ = [
    "arrange_pages",
    "ask_for_host",
    "change_look",
    "change_page",
    "close_mall",
    "confirm_host",
    "give_up_host",
    "make_mall",
    "open_mall",
    "remove_page",
    "restore_look",
    "restore_page",
    "set_unlisted",
    "withdraw_host",
    "write_page",
]
