"""Prices: what an article costs where, through which channel, for whom and when, and why.

Words: price book (a list of prices with terms), entry (what it asks for a variant), promise (declared parity:
the same price online and in the shop), till price (what a store's own till asks).
Promises: which book applies is a table of rules; every word about a price is kept; a crossed-out price was
really asked; where parity was declared, another price needs a reason that customers read.
Stage: price books, history, parity guard and its audit; nothing gives anybody a tier yet.
"""

from linli.modules.prices.actions.bases import note_bases
from linli.modules.prices.actions.books import (
    MOST_ENTRIES,
    change_book,
    set_entries,
    set_region,
    undo_change,
    write_book,
)
from linli.modules.prices.actions.days import set_day_prices
from linli.modules.prices.actions.guard import broken_promises
from linli.modules.prices.actions.promises import declare_parity, withdraw_parity
from linli.modules.prices.actions.tills import report_till_prices
from linli.modules.prices.events import PricesChanged, RegionChanged
from linli.modules.prices.jobs import turn_books
from linli.modules.prices.model import (
    ARTICLE,
    Book,
    BookState,
    Channel,
    Declaration,
    Difference,
    Entry,
    Finding,
    NewBook,
    Priced,
    Reduction,
    TillFilter,
    TillLine,
    TillPrice,
    TillReport,
    Why,
    Word,
)
from linli.modules.prices.permissions import require_day_pricer, require_pricer
from linli.modules.prices.queries import (
    book,
    books,
    books_by_ids,
    day_prices,
    declarations,
    entries,
    entries_of_variants,
    history,
    parity_since,
    price_of,
    regions,
    shown_prices,
    till_prices,
)
from linli.modules.prices.refusals import BOOK_CHANGED, BOOK_NOT_UNDOABLE, PARITY_BROKEN
from linli.modules.prices.selection import share_rounded_half_up
from linli.modules.prices.unit_prices import UnitPrice, unit_price

__all__ = [
    "ARTICLE",
    "BOOK_CHANGED",
    "BOOK_NOT_UNDOABLE",
    "MOST_ENTRIES",
    "PARITY_BROKEN",
    "Book",
    "BookState",
    "Channel",
    "Declaration",
    "Difference",
    "Entry",
    "Finding",
    "NewBook",
    "Priced",
    "PricesChanged",
    "Reduction",
    "RegionChanged",
    "TillFilter",
    "TillLine",
    "TillPrice",
    "TillReport",
    "UnitPrice",
    "Why",
    "Word",
    "book",
    "books",
    "books_by_ids",
    "broken_promises",
    "change_book",
    "day_prices",
    "declarations",
    "declare_parity",
    "entries",
    "entries_of_variants",
    "history",
    "note_bases",
    "parity_since",
    "price_of",
    "regions",
    "report_till_prices",
    "require_day_pricer",
    "require_pricer",
    "set_day_prices",
    "set_entries",
    "set_region",
    "share_rounded_half_up",
    "shown_prices",
    "till_prices",
    "turn_books",
    "undo_change",
    "unit_price",
    "withdraw_parity",
    "write_book",
]
