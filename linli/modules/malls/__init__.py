"""Malls: a merchant's own site on the same stock, members, prices and ledger.

Words: mall (the site of one merchant in one market), look (its names, color, ground, logo and cover; each
change is a new one), page (a text of its own, in small markup), unlisted (a store that its open mall shows
and the market's platform does not), host name (a mall's own, such as tea.example).
Promises: a mall has one path for good; a look that was is never lost; nothing of a page is ever taken for
HTML; a store is out of sight on the platform only while its mall is open; a host name leads to a mall only
once an operator has confirmed it, and to one at most.
Stage: one mall a merchant and market.
"""

from linli.modules.malls.actions import (
    arrange_pages,
    ask_for_host,
    change_look,
    change_page,
    close_mall,
    confirm_host,
    give_up_host,
    make_mall,
    open_mall,
    remove_page,
    restore_look,
    restore_page,
    set_unlisted,
    withdraw_host,
    write_page,
)
from linli.modules.malls.events import ListingSwitched
from linli.modules.malls.markup import Block, BlockKind, Piece, blocks
from linli.modules.malls.model import Ground, HostName, HostState, Look, Mall, MallLine, Page, PageText
from linli.modules.malls.names import read_host
from linli.modules.malls.queries import (
    all_unlisted,
    host_name,
    hosts_waiting,
    look_before,
    mall_by_host,
    mall_by_slug,
    mall_of_merchant,
    malls_of_market,
    page,
    page_by_slug,
    pages,
    pictures_owner,
    removed_pages,
    unlisted,
)
from linli.modules.malls.refusals import (
    HOST_CONFIRMED,
    HOST_TAKEN,
    MALL_CHANGED,
    MALL_PAGES_FULL,
    MALL_PATH_TAKEN,
    MALL_THERE,
)

__all__ = [
    "HOST_CONFIRMED",
    "HOST_TAKEN",
    "MALL_CHANGED",
    "MALL_PAGES_FULL",
    "MALL_PATH_TAKEN",
    "MALL_THERE",
    "Block",
    "BlockKind",
    "Ground",
    "HostName",
    "HostState",
    "ListingSwitched",
    "Look",
    "Mall",
    "MallLine",
    "Page",
    "PageText",
    "Piece",
    "all_unlisted",
    "arrange_pages",
    "ask_for_host",
    "blocks",
    "change_look",
    "change_page",
    "close_mall",
    "confirm_host",
    "give_up_host",
    "host_name",
    "hosts_waiting",
    "look_before",
    "make_mall",
    "mall_by_host",
    "mall_by_slug",
    "mall_of_merchant",
    "malls_of_market",
    "open_mall",
    "page",
    "page_by_slug",
    "pages",
    "pictures_owner",
    "read_host",
    "remove_page",
    "removed_pages",
    "restore_look",
    "restore_page",
    "set_unlisted",
    "unlisted",
    "withdraw_host",
    "write_page",
]
