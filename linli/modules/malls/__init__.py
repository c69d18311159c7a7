"""Malls: a merchant's own site on the same stock, members, prices and ledger.

Words: mall (the site of one merchant in one market), look (its names, color, ground, logo and cover; each
change is a new one), page (a text of its own, in small markup), unlisted (a store that its open mall shows
and the market's platform does not).
Promises: a mall has one path for good; a look that was is never lost; nothing of a page is ever taken for
HTML; a store is out of sight on the platform only while its mall is open.
Stage: one mall a merchant and market.
"""

from linli.modules.malls.actions import (
    arrange_pages,
    change_look,
    change_page,
    close_mall,
    make_mall,
    open_mall,
    remove_page,
    restore_look,
    restore_page,
    set_unlisted,
    write_page,
)
from linli.modules.malls.events import ListingSwitched
from linli.modules.malls.markup import Block, BlockKind, Piece, blocks
from linli.modules.malls.model import Ground, Look, Mall, Page, PageText
from linli.modules.malls.queries import (
    all_unlisted,
    look_before,
    mall_by_slug,
    mall_of_merchant,
    page,
    page_by_slug,
    pages,
    pictures_owner,
    removed_pages,
    unlisted,
)
from linli.modules.malls.refusals import MALL_CHANGED, MALL_PAGES_FULL, MALL_PATH_TAKEN, MALL_THERE

__all__ = [
    "MALL_CHANGED",
    "MALL_PAGES_FULL",
    "MALL_PATH_TAKEN",
    "MALL_THERE",
    "Block",
    "BlockKind",
    "Ground",
    "ListingSwitched",
    "Look",
    "Mall",
    "Page",
    "PageText",
    "Piece",
    "all_unlisted",
    "arrange_pages",
    "blocks",
    "change_look",
    "change_page",
    "close_mall",
    "look_before",
    "make_mall",
    "mall_by_slug",
    "mall_of_merchant",
    "open_mall",
    "page",
    "page_by_slug",
    "pages",
    "pictures_owner",
    "remove_page",
    "removed_pages",
    "restore_look",
    "restore_page",
    "set_unlisted",
    "unlisted",
    "write_page",
]
