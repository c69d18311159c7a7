"""Channels, links, and the steps of a traceable order."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Channel(StrEnum):
    """Where a code is shown, or what was used here was sold."""

    # In the shop.
    TABLE_CARD = "table_card"
    STICKER = "sticker"
    SHELF = "shelf"
    COUNTER = "counter"
    CLERK = "clerk"
    KIOSK = "kiosk"
    RECEIPT = "receipt"
    PACKAGING = "packaging"
    # On the street.
    LEAFLET = "leaflet"
    POSTER = "poster"
    WALL = "wall"
    SUBWAY_WALL = "subway_wall"
    VEHICLE = "vehicle"
    PARTNER = "partner"
    # On screens.
    SOCIAL = "social"
    LIVESTREAM = "livestream"
    INFLUENCER = "influencer"
    AD = "ad"
    SEARCH_AD = "search_ad"
    SEARCH = "search"
    MAP = "map"
    # Sold on another platform and used here; no link of ours leads there.
    DOUYIN = "douyin"


# What is chosen there may be collected in any branch of the merchant: the code is credited all the same.
ACROSS_BRANCHES = frozenset((Channel.KIOSK, Channel.CLERK))
SOLD_ELSEWHERE: tuple[str, ...] = (Channel.DOUYIN.value,)
# Where a code can be shown.
CHANNELS: tuple[str, ...] = tuple(channel.value for channel in Channel if channel.value not in SOLD_ELSEWHERE)


class StepKind(StrEnum):
    """What can happen on an order's line, in the order in which it usually does.

    `undone` takes one redemption back, `withdrawn` one review; both are counted against it.
    """

    VISITED = "visited"
    ORDERED = "ordered"
    PAID = "paid"
    REDEEMED = "redeemed"
    UNDONE = "undone"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"
    REFUNDED = "refunded"


class LandingKind(StrEnum):
    """What someone who scans a code comes to see."""

    STORE = "store"
    DEAL = "deal"
    MENU = "menu"
    RANGE = "range"
    PAY = "pay"
    FOLLOW = "follow"
    COUPON = "coupon"
    REVIEW = "review"
    KIOSK = "kiosk"
    ITEM = "item"


LANDINGS: tuple[LandingKind, ...] = tuple(LandingKind)
# Those that lead to one thing of several; they name it.
WITH_REF = frozenset((LandingKind.DEAL, LandingKind.COUPON, LandingKind.ITEM))


class Landing(msgspec.Struct, frozen=True):
    """Where a code leads: `ref` is the deal, the article or the batch of coupons, None for what a store
    has one of.
    """

    kind: LandingKind = LandingKind.STORE
    ref: UUID | None = None


class Place(msgspec.Struct, frozen=True):
    """What a code is told beside its channel and label: where exactly it hangs ("table 12"), where it leads,
    the name of the campaign that it is part of ("": none), and the clerk whose it is.
    """

    detail: str = ""
    landing: Landing = Landing()
    campaign: str = ""
    clerk_id: UUID | None = None


class Link(msgspec.Struct, frozen=True):
    """One code of a store, at one place; a code that has ended leads nowhere.

    Those made together have a `batch_id` and each its `number`, from 1.
    """

    link_id: UUID
    code: str
    store_id: UUID
    channel: Channel
    label: str
    made_at: datetime
    ended_at: datetime | None
    place: str = ""
    landing: LandingKind = LandingKind.STORE
    landing_ref: UUID | None = None
    campaign_id: UUID | None = None
    batch_id: UUID | None = None
    number: int | None = None
    clerk_id: UUID | None = None

    @property
    def leads_to(self) -> Landing:
        return Landing(self.landing, self.landing_ref)


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Codes made together: `made` of `total` are there; `ended_at`: none of them leads anywhere any more."""

    batch_id: UUID
    store_id: UUID
    channel: Channel
    label: str
    place: str
    landing: LandingKind
    landing_ref: UUID | None
    campaign_id: UUID | None
    clerk_id: UUID | None
    total: int
    made: int
    made_by: UUID
    made_at: datetime
    ended_at: datetime | None

    @property
    def going_on(self) -> bool:
        """Whether more codes of it are being made."""
        return self.ended_at is None and self.made < self.total


class BatchLine(Batch, frozen=True, kw_only=True):
    """A batch and what came of all its codes; `paid_minor` is gross."""

    visits: int
    orders: int
    paid_minor: int


class Retarget(msgspec.Struct, frozen=True):
    """A code was led from one landing to another."""

    change_id: UUID
    was: LandingKind
    was_ref: UUID | None
    landing: LandingKind
    landing_ref: UUID | None
    changed_by: UUID
    changed_at: datetime


class CodeFilter(msgspec.Struct, frozen=True):
    """Which of a store's codes: `singles` leaves out those of batches; `live` None is those that ended, too;
    `text` is looked for in label, place, number and code.
    """

    text: str = ""
    channel: str = ""
    campaign_id: UUID | None = None
    batch_id: UUID | None = None
    clerk_id: UUID | None = None
    singles: bool = False
    live: bool | None = None


class ChannelCount(msgspec.Struct, frozen=True):
    """How many codes of a channel a store has made, and how many of them lead somewhere."""

    channel: Channel
    live: int
    made: int


class Campaign(msgspec.Struct, frozen=True):
    """What several codes of a store are made for, by its name."""

    campaign_id: UUID
    store_id: UUID
    name: str
    made_at: datetime


class Apart(StrEnum):
    """Whose visit is told apart, and counts for nothing."""

    STAFF = "staff"
    BOT = "bot"


class Follower(msgspec.Struct, frozen=True):
    """Who follows a code, as far as it is known: the person signed in, the browser's own random id, the kind
    of program it is (see `agent_of`), and from where, as a print of a day that only tells alike from other.
    """

    person_id: UUID | None = None
    device_id: UUID | None = None
    agent: str = ""
    source: str = ""


class LinkLine(Link, frozen=True, kw_only=True):
    """A link and what came of it; `paid_minor` is gross, in minor units of the market's currency.

    `redeemed` and `reviews` count what stands: what was undone or withdrawn is not in them.
    """

    visits: int
    orders: int
    paid_minor: int
    redeemed: int
    reviews: int


class Step(msgspec.Struct, frozen=True):
    """One step of an order's line; `channel` and `label` are those of the link it is credited to, if any."""

    kind: StepKind
    at: datetime
    amount_minor: int
    link_id: UUID | None
    channel: Channel | None
    label: str | None


class ChannelLine(msgspec.Struct, frozen=True):
    """What came of one channel (None: no link): a period's visits, and what its orders led to until now. Of
    what was sold elsewhere only the uses are known.

    Amounts in minor units of the market's currency; `paid_minor` is gross, `refunded_minor` went back.
    """

    channel: Channel | None
    visits: int
    orders: int
    paid: int
    paid_minor: int
    redeemed: int
    redeemed_minor: int
    reviews: int
    refunded_minor: int


class StoreLine(msgspec.Struct, frozen=True):
    """What came of one store of a merchant; the figures are those of a ChannelLine."""

    store_id: UUID
    visits: int
    orders: int
    paid: int
    paid_minor: int
    redeemed: int
    redeemed_minor: int
    reviews: int
    refunded_minor: int


class DayLine(msgspec.Struct, frozen=True):
    """What was paid and used at a store on one day of the market's clock; minor units."""

    day: date
    paid: int
    paid_minor: int
    redeemed: int


class StepLine(msgspec.Struct, frozen=True):
    """One row behind a figure: a step of an order, and the link that the order is credited to, if any. What
    was sold elsewhere has no order: there `order_id` is the use's.
    """

    step_id: UUID
    order_id: UUID
    kind: StepKind
    at: datetime
    amount_minor: int
    channel: Channel | None
    label: str | None


class VisitLine(msgspec.Struct, frozen=True):
    """One visit that counts; who it was, nobody knows."""

    visit_id: UUID
    at: datetime
    channel: Channel
    label: str
