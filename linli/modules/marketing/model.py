"""Channels, links, and the steps of a traceable order."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Channel(StrEnum):
    """Where a link is shown, or what was used here was sold."""

    TABLE_CARD = "table_card"
    POSTER = "poster"
    STICKER = "sticker"
    RECEIPT = "receipt"
    LEAFLET = "leaflet"
    SOCIAL = "social"
    INFLUENCER = "influencer"
    AD = "ad"
    SEARCH = "search"
    MAP = "map"
    PARTNER = "partner"
    WALL = "wall"
    # Sold on another platform and used here; no link of ours leads there.
    DOUYIN = "douyin"


SOLD_ELSEWHERE: tuple[str, ...] = (Channel.DOUYIN.value,)
# Where a link can be shown.
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


class Link(msgspec.Struct, frozen=True):
    """One short link (and QR code) of a store; a link that has ended leads nowhere."""

    link_id: UUID
    code: str
    store_id: UUID
    channel: Channel
    label: str
    made_at: datetime
    ended_at: datetime | None


class LinkLine(Link, frozen=True):
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
    """One visit; who it was, nobody knows."""

    visit_id: UUID
    at: datetime
    channel: Channel
    label: str
