"""Price books, promises and till prices, as programs send and see them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, Slug
from linli.modules import prices

Name = Annotated[str, Meta(min_length=1, max_length=60, examples=["Autumn sale"])]
Label = Annotated[str, Meta(max_length=40)]
Reason = Annotated[str, Meta(max_length=200, description="Customers read it beside a price that differs.")]
Minor = Annotated[int, Meta(ge=1, le=10**12, description="Minor units of the market's currency.")]
Percent = Annotated[int, Meta(ge=1, le=100_000, description="Hundredths of a percent of the base price.")]
Moment = Annotated[datetime, Meta(tz=True)]
# Where somebody buys; `any` only in books: both.
SalesChannel = Literal["any", "online", "in_store"]
MOST_LINES = 1000


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a book asks for a variant: `price`, or `percent_bp`; neither takes it out of the book."""

    variant_id: UUID
    price: Minor | None = None
    percent_bp: Percent | None = None


class BookTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where, through which channel, for whom and when a book applies; the most specific one wins."""

    name: Name
    channel: SalesChannel = "any"
    tier: Annotated[Label, Meta(description="For members of this tier alone; empty: everybody.")] = ""
    region: Annotated[Label, Meta(description="A region of the merchant's own.")] = ""
    stores: Annotated[list[Slug], Meta(max_length=500, description="Empty: every store.")] = []
    begins_at: Moment | None = None
    ends_at: Annotated[Moment | None, Meta(description="Not included.")] = None
    reason: Reason = ""
    reason_en: Reason = ""


class NewBook(BookTerms, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A book with its first entries."""

    entries: Annotated[list[Entry], Meta(max_length=1000)] = []


class BookChange(BookTerms, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All terms anew; `revision` is that of the book as it was read."""

    revision: Annotated[int, Meta(ge=1)]
    state: prices.BookState = prices.BookState.ON


class EntryChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These variants from now on; the others as before."""

    revision: Annotated[int, Meta(ge=1)]
    entries: Annotated[list[Entry], Meta(min_length=1, max_length=1000)]


class Undoing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The book as it was read."""

    revision: Annotated[int, Meta(ge=1)]


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A price book without its entries."""

    book_id: UUID
    name: str
    channel: SalesChannel
    tier: str
    region: str
    stores: list[str]
    begins_at: datetime | None
    ends_at: datetime | None
    reason: str
    reason_en: str
    state: prices.BookState
    revision: int
    entries: Annotated[int, Meta(description="How many variants it names.")]
    undoable: bool


class BookList(msgspec.Struct, frozen=True):
    """Those in force or to come before those that are over."""

    items: list[Book]


class EntryList(msgspec.Struct, frozen=True):
    """In the order of their ids."""

    items: list[Entry]
    next_after: Annotated[UUID | None, Meta(description="Send it as `after` for more; null at the end.")]


class TillLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the till asks for one article, named by barcode, article number or variant id."""

    code: Annotated[str, Meta(min_length=1, max_length=60, examples=["4006381333931"])]
    price: Annotated[int, Meta(ge=0, le=10**12, description="Minor units, tax included as on the receipt.")]


class TillReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A till's prices as they were read; sending them again changes nothing."""

    lines: Annotated[list[TillLine], Meta(min_length=1, max_length=MOST_LINES)]
    read_at: Moment | None = None


class TillAnswer(msgspec.Struct, frozen=True):
    """What became of the lines. `unknown` are codes that name nothing the merchant sells."""

    kept: int
    outdated: Annotated[int, Meta(description="Read earlier than what is known.")]
    differing: Annotated[int, Meta(description="Another price than online, without an open reason.")]
    unknown: list[str]


class TillPrice(msgspec.Struct, frozen=True):
    """A till's price beside what was asked here when it was reported."""

    variant_id: UUID
    title: str
    title_en: str
    finding: prices.Finding
    till: Money
    online: Money
    in_store: Money
    read_at: datetime
    differs_since: datetime | None


class TillPriceList(msgspec.Struct, frozen=True):
    """The last report first."""

    items: list[TillPrice]
    next_cursor: Cursor


class Parity(msgspec.Struct, frozen=True):
    """Whether a store promises the same price online and in the shop, and since when."""

    declared: bool
    since: datetime | None


class PriceNow(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit costs now, and why."""

    variant_id: UUID
    price: Money
    why: prices.Why
    book_id: UUID | None
    was: Annotated[Money | None, Meta(description="Crossed out: asked until the reduction began.")]
    lowest_30_days: Annotated[Money | None, Meta(description="The lowest of the 30 days before that.")]
    other_channel: Annotated[Money, Meta(description="What is asked in the shop, or online.")]
    reason: Annotated[str, Meta(description="Why the two differ, in the shop's words.")]
    reason_en: str


class PriceList(msgspec.Struct, frozen=True):
    """Of the variants asked about those that the store sells; `parity`: one price is promised."""

    items: list[PriceNow]
    parity: bool
