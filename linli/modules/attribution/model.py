"""Touches, goals, credits and their sums."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

# Who came without a code of ours.
DIRECT = "direct"
WHOLE = 1_000_000


class Model(StrEnum):
    """How what an order brought is shared out among the touches before it."""

    LAST = "last"
    FIRST = "first"
    LINEAR = "linear"
    TIME_DECAY = "time_decay"
    POSITION = "position"
    DATA_DRIVEN = "data_driven"


class Fault(StrEnum):
    """Why a visit is left out of the credits: one's own staff, a program, many at once, one's own code."""

    STAFF = "staff"
    BOT = "bot"
    BURST = "burst"
    SELF = "self"


class TouchKind(StrEnum):
    """What brought somebody (`visit`), or what they did that is no order."""

    VISIT = "visit"
    FOLLOW = "follow"
    COUPON = "coupon"
    MEMBER = "member"


class GoalKind(StrEnum):
    """What was reached: an order that was paid, or a new member."""

    ORDER = "order"
    MEMBER = "member"


class StepKind(StrEnum):
    """What happened to a goal after it was reached."""

    REDEEMED = "redeemed"
    UNDONE = "undone"
    REFUNDED = "refunded"


class Way(StrEnum):
    """From where the touch was to where what was bought was used."""

    ON_ON = "on_on"
    ON_OFF = "on_off"
    OFF_ON = "off_on"
    OFF_OFF = "off_off"


# What hangs, lies or is handed out where people go; whatever else is on a screen.
ON_SCREEN = frozenset({"social", "livestream", "influencer", "ad", "search_ad", "search", "map"})


class Touch(msgspec.Struct, frozen=True):
    """Somebody followed a code, or did what is no order; who, only as far as they agreed."""

    touch_id: UUID
    kind: TouchKind
    at: datetime
    day: date
    store_id: UUID
    merchant_id: UUID
    channel: str
    link_id: UUID | None = None
    campaign_id: UUID | None = None
    owner_id: UUID | None = None
    person_id: UUID | None = None
    device_id: UUID | None = None
    source: str = ""
    fault: str = ""


class Goal(msgspec.Struct, frozen=True):
    """An order, or somebody's becoming a member; complete once it began and was reached.

    `used` counts what was used and not undone; amounts in minor units; `again`: not the buyer's first there.
    """

    goal_id: UUID
    kind: GoalKind
    store_id: UUID | None
    merchant_id: UUID | None
    person_id: UUID | None
    visit_id: UUID | None
    in_shop: bool
    began_at: datetime | None
    reached_at: datetime | None
    day: date | None
    amount_minor: int
    used: int
    redeemed_minor: int
    refunded_minor: int
    again: bool
    frozen: bool

    @property
    def is_used(self) -> bool:
        return self.in_shop or self.used > 0


class Credit(msgspec.Struct, frozen=True):
    """One touch's part of a goal by one model; `parts` of a million."""

    model: Model
    place: int
    touch_id: UUID | None
    touched_at: datetime | None
    link_id: UUID | None
    campaign_id: UUID | None
    channel: str
    way: str
    kind: GoalKind
    used: bool
    again: bool
    parts: int
    paid_minor: int
    redeemed_minor: int
    refunded_minor: int


class Rules(msgspec.Struct, frozen=True):
    """What a merchant's and a market's settings say: windows in days, half-life, learned weights."""

    half_life_hours: int
    windows: dict[str, int]
    weights: dict[str, int]


class Sums(msgspec.Struct, frozen=True):
    """What is credited; counts in millionths, amounts in minor units."""

    orders: int = 0
    paid_minor: int = 0
    used: int = 0
    redeemed_minor: int = 0
    refunded_minor: int = 0
    again: int = 0
    members: int = 0


class ChannelSums(Sums, frozen=True, kw_only=True):
    """One channel's sums by one model, for one way."""

    model: Model
    channel: str
    way: str


class CodeChange(Sums, frozen=True, kw_only=True):
    """What is added to the sums of one code on a day."""

    model: Model
    link_id: UUID
    campaign_id: UUID | None
    channel: str


class VisitSums(msgspec.Struct, frozen=True):
    """How often a channel's codes were followed; `fault` says why those are left out."""

    channel: str
    fault: str
    visits: int


class MerchantSums(msgspec.Struct, frozen=True):
    """What codes brought one merchant, and all that it was paid; counts of orders in millionths."""

    merchant_id: UUID
    orders: int
    brought_minor: int
    paid_minor: int


class DaySums(msgspec.Struct, frozen=True):
    """One day: what was credited, and what of it to codes (`brought_minor`); minor units."""

    day: date
    orders: int
    paid_minor: int
    brought_minor: int | None


class CodeSums(msgspec.Struct, frozen=True):
    """What came of one code; counts of orders in millionths, amounts in minor units. `coupon_minor`: what
    coupons claimed by it cost the merchant.
    """

    link_id: UUID
    channel: str
    visits: int
    orders: int
    paid_minor: int
    redeemed_minor: int
    coupon_minor: int


class CampaignSums(msgspec.Struct, frozen=True):
    """What came of all codes of a campaign; counts of orders in millionths, amounts in minor units.
    `coupon_minor`: what coupons claimed by them cost the merchant.
    """

    campaign_id: UUID
    orders: int
    paid_minor: int
    refunded_minor: int
    coupon_minor: int


class CreditedGoal(msgspec.Struct, frozen=True):
    """A goal behind a figure: the whole of it, and what of it is credited (`parts` of a million)."""

    goal_id: UUID
    kind: GoalKind
    reached_at: datetime
    amount_minor: int
    redeemed_minor: int
    refunded_minor: int
    again: bool
    way: str
    parts: int
    credited_minor: int


class GoalStep(msgspec.Struct, frozen=True):
    """Something that happened to a goal; minor units."""

    step_id: UUID
    kind: StepKind
    amount_minor: int
    at: datetime


class CouponSums(msgspec.Struct, frozen=True):
    """What coupons claimed by a channel's codes took off, by who bore it; minor units."""

    channel: str
    merchant_minor: int
    platform_minor: int


class Line(msgspec.Struct, frozen=True):
    """One goal from its first touch to its last step, and every touch's part by each model. `deeds`: what the
    buyer, who agreed, did besides in the time before it (follow, claim, join).
    """

    goal: Goal
    credits: list[Credit]
    steps: list[GoalStep]
    deeds: list[Touch]
