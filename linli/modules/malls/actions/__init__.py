"""The verbs of malls."""

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
    "change_look",
    "change_page",
    "close_mall",
    "make_mall",
    "open_mall",
    "remove_page",
    "restore_look",
    "restore_page",
    "set_unlisted",
    "write_page",
]
