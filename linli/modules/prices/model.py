"""Price books and their entries, what they come to, and what tills say."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

# In the history: what the article itself asks, outside every book.
ARTICLE = UUID(int=0)


class Channel(StrEnum):
    """Where somebody buys; ANY only in books: both."""

    ANY = "any"
    ONLINE = "online"
    IN_STORE = "in_store"


class BookState(StrEnum):
    """In force, or taken out of force."""

    ON = "on"
    OFF = "off"


class Why(StrEnum):
    """Why something costs what it costs; an order's line keeps it for good."""

    BASE = "base"
    BOOK = "book"  # a book for everywhere and everybody
    ONLINE = "online"
    IN_STORE = "in_store"
    REGION = "region"
    BRANCH = "branch"
    LIMITED = "limited"
    MEMBER = "member"
    DAY = "day"  # the day that it is for has a price of its own


class NewBook(msgspec.Struct, frozen=True, kw_only=True):
    """A book as its merchant describes it.

    `tier` is for members of that tier alone ("": everybody). `store_ids`, or a `region` of the merchant's
    own; neither: every store. In force from `begins_at` until just before `ends_at` (None: no end). A
    `reason` is shown to customers where the price differs from that of the other channel.
    """

    name: str
    channel: Channel = Channel.ANY
    tier: str = ""
    region: str = ""
    store_ids: Sequence[UUID] = ()
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    reason: str = ""
    reason_en: str = ""


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A book as it stands; `entries` is how many variants it names. `undoable`: its last change can be taken
    back.
    """

    market_id: int
    book_id: UUID
    merchant_id: UUID
    name: str
    channel: Channel
    tier: str
    region: str
    store_ids: tuple[UUID, ...]
    begins_at: datetime | None
    ends_at: datetime | None
    reason: str
    reason_en: str
    state: BookState
    revision: int
    made_at: datetime
    changed_at: datetime
    entries: int
    undoable: bool

    def written(self) -> NewBook:
        """The book as its merchant would describe it, to change a part of it."""
        return NewBook(**{name: getattr(self, name) for name in NewBook.__struct_fields__})

    def in_force(self, moment: datetime) -> bool:
        begun = self.begins_at is None or self.begins_at <= moment
        return self.state is BookState.ON and begun and not self.over(moment)

    def over(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment


class Entry(msgspec.Struct, frozen=True):
    """What a book asks for a variant: minor units, or hundredths of a percent of the base price. In a change,
    neither: it leaves the book.
    """

    variant_id: UUID
    price_minor: int | None = None
    percent_bp: int | None = None


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its book's terms: what a book asks, of whom, where and when."""

    variant_id: UUID
    book_id: UUID
    price_minor: int | None
    percent_bp: int | None
    channel: Channel = Channel.ANY
    tier: str = ""
    region: str = ""
    store_ids: tuple[UUID, ...] = ()
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    reason: str = ""
    reason_en: str = ""


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a price, and where: a member of `tier` ("": none) in a store, which lies in `region`."""

    store_id: UUID
    channel: Channel
    region: str = ""
    tier: str = ""


class Chosen(msgspec.Struct, frozen=True):
    """The price that applies, in minor units, and the ask that says so (None: the base price)."""

    price_minor: int
    ask: Ask | None

    @property
    def book_id(self) -> UUID | None:
        return None if self.ask is None else self.ask.book_id


class Reduction(msgspec.Struct, frozen=True):
    """A price that went down: what was asked just before `since`, and the lowest price of the 30 days before
    it.
    """

    was_minor: int
    lowest_30_minor: int
    since: datetime


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of a variant costs; `book_id` and `why` are for the order's line.

    `general_minor` is what everybody pays, `other_minor` what the same person pays through the other channel,
    with the `reason` that the merchant gives for a difference. A `reduction` is told only where it was asked
    for.
    """

    price_minor: int
    base_minor: int
    book_id: UUID | None
    why: Why
    general_minor: int
    other_minor: int
    reason: str = ""
    reason_en: str = ""
    ends_at: datetime | None = None
    reduction: Reduction | None = None

    @property
    def lowest_30_minor(self) -> int | None:
        return None if self.reduction is None else self.reduction.lowest_30_minor


class Word(Ask, frozen=True, kw_only=True):
    """One line of the history: from `at` on this was asked (neither amount nor percent: nothing)."""

    change_id: UUID
    at: datetime


class Difference(msgspec.Struct, frozen=True):
    """A variant that costs something else online than in a store, from a moment on, for members of a tier
    or ("") everybody.
    """

    store_id: UUID
    variant_id: UUID
    tier: str
    at: datetime
    online_minor: int
    in_store_minor: int


class Declaration(msgspec.Struct, frozen=True):
    """A store's word that it asks the same online and in the shop, and what its till said about that:
    numbers of articles, and when it said something last (None: never).
    """

    store_id: UUID
    merchant_id: UUID
    declared_at: datetime
    same: int = 0
    differing: int = 0
    explained: int = 0
    reported_at: datetime | None = None


class Finding(StrEnum):
    """A till's price beside the one online: the same, another one, or another one with an open reason."""

    SAME = "same"
    DIFFERS = "differs"
    EXPLAINED = "explained"


class TillLine(msgspec.Struct, frozen=True):
    """What a till asks for a variant, and the variant's base price; minor units."""

    variant_id: UUID
    till_minor: int
    base_minor: int


class TillPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What a store's till asked when it was read, beside what was asked here when that was reported."""

    store_id: UUID
    variant_id: UUID
    merchant_id: UUID
    report_id: UUID
    till_minor: int
    online_minor: int
    in_store_minor: int
    finding: Finding
    read_at: datetime
    reported_at: datetime
    differs_since: datetime | None
    declared: bool


class TillFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which till prices a list shows; `declared`: only of stores that promise the same price."""

    finding: Finding | None = None
    merchant_id: UUID | None = None
    store_id: UUID | None = None
    declared: bool = False


class TillReport(msgspec.Struct, frozen=True):
    """What became of a report: lines kept, lines older than what is known, and how many differ now."""

    kept: int
    outdated: int
    differing: int
