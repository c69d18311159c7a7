"""What a search answers with: what was found, why it stands where it stands, and how the words were read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules.discovery.model import Found


class Reason(msgspec.Struct, frozen=True):
    """One factor of a result's place: `code` is name, item, trade, synonym, sound, typo, near, open, rated,
    record, offer or verified; `points` what it added; `words` what the sentence about it needs.
    """

    code: str
    points: float
    words: Mapping[str, str] = {}


class ThingHit(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a store sells. `kind`: deal, goods, dish, service, ticket, room or quote, which has no
    price (0).
    """

    thing_id: UUID
    kind: str
    title: str
    title_en: str
    price_minor: int
    currency: str

    @property
    def price(self) -> Money | None:
        return Money(self.price_minor, self.currency) if self.price_minor else None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One store: at most three of its things that match the words, and why it stands here. `sponsored`: it
    stands here because somebody pays for it, and says so.
    """

    found: Found
    things: list[ThingHit] = []
    why: list[Reason] = []
    sponsored: bool = False
    score: float = 0.0


class NearPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A street, square, station or landmark that the words named: the search stands there."""

    name: str
    name_en: str
    kind: str
    lat: float
    lon: float


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """How the words were read. `corrected`: the spelling that was searched in its stead, "" if none;
    `dropped`: words that no result has together with the others; `near`: what moved the center; `trade`:
    the trade that the words name, "" if none.
    """

    words: list[str] = []
    corrected: str = ""
    dropped: list[str] = []
    near: NearPlace | None = None
    trade: str = ""


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Results in their order. `total` counts all that match, at most as many as were looked at: `capped`
    says that there may be more. `counts` is what would be left if a filter was chosen in addition: "open",
    "deals", "bookable", "delivers", "verified", "trade:cafe", "price:2", "rating:40", "attribute:wifi".
    """

    hits: list[Hit] = []
    total: int = 0
    capped: bool = False
    counts: Mapping[str, int] = {}
    understood: Understood = Understood()


class ThingFound(msgspec.Struct, frozen=True, kw_only=True):
    """A thing and the store that sells it."""

    thing: ThingHit
    found: Found
    why: list[Reason] = []


class ThingResults(msgspec.Struct, frozen=True, kw_only=True):
    """Things in their order, with their stores. `counts` by kind: "kind:deal", "kind:dish"."""

    things: list[ThingFound] = []
    total: int = 0
    capped: bool = False
    counts: Mapping[str, int] = {}
    understood: Understood = Understood()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A line below the search box. `kind`: store (`ref` is its slug), trade (its key), thing (the slug of a
    store that sells it), place (`lat`, `lon` are set) or words (to search for).
    """

    kind: str
    text: str
    text_en: str = ""
    detail: str = ""
    detail_en: str = ""
    ref: str = ""
    trade: str = ""
    distance_m: int | None = None
    lat: float | None = None
    lon: float | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """How a store kept its promises: orders that were used, and orders whose money went back."""

    kept: int = 0
    refunded: int = 0

    @property
    def refunded_percent(self) -> int | None:
        """Of a hundred orders that ended; None while there are fewer than five."""
        ended = self.kept + self.refunded
        return round(100 * self.refunded / ended) if ended >= 5 else None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One store beside others. `aspects`: mean marks in tenths of a star by quality, place and service;
    `delivers`: to the spot that was asked from, None where it is not known.
    """

    found: Found
    offers: list[ThingHit] = []
    aspects: Mapping[str, int] = {}
    attributes: tuple[str, ...] = ()
    bookable: bool = False
    delivers: bool | None = None
    record: Record = Record()
    as_of: datetime
