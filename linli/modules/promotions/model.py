"""Batches, coupons, and what they take off a basket."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.money import Money

CODE_LENGTH = 16
MOST_CODES = 5_000


def read_code(typed: str) -> str | None:
    """A printed code as a person types it; None if it is none."""
    return ids.read_code(typed, CODE_LENGTH)


class Kind(StrEnum):
    """What a coupon takes off: an amount, a percentage, or an amount from a price on (满减)."""

    FIXED = "fixed"
    PERCENT = "percent"
    FULL_REDUCTION = "full_reduction"


class GoodFor(StrEnum):
    """What a coupon is good for: bought online to be used in a shop, goods, or paid in the shop."""

    DEALS = "deals"
    GOODS = "goods"
    SALES = "sales"


class Funder(StrEnum):
    """Who bears what a coupon takes off."""

    MERCHANT = "merchant"
    PLATFORM = "platform"
    SHARED = "shared"


class Handing(StrEnum):
    """How people come by it."""

    PAGE = "page"
    CODES = "codes"
    FOLLOW = "follow"
    MEMBER = "member"
    CLERK = "clerk"


class BatchState(StrEnum):
    """Offered: shared, and the merchant has not agreed yet. Paused: nobody gets one for now. Ended: nobody
    gets one any more. What was claimed stays good in all of them.
    """

    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Side(StrEnum):
    """Of each side at most one coupon takes something off an order."""

    MERCHANT = "merchant"
    PLATFORM = "platform"


class CouponState(StrEnum):
    """Claimed: waits to be used. Held: in an order that is not paid yet. Used: in one that was paid."""

    CLAIMED = "claimed"
    HELD = "held"
    USED = "used"


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a new batch promises; amounts in minor units of the market's currency.

    `percent_bp` is in hundredths of a percent, `most_minor` its upper bound, `from_minor` the price from
    which it takes anything off (0: any). Empty `store_ids` are all of the merchant's, empty `deal_ids` and
    `item_ids` everything sold there. It can be claimed and used from `valid_from` until just before
    `valid_until`; with `days_after_claim` each coupon so many days, and not longer. `total` and `per_person`
    count coupons, `budget_minor` what they take off together. `platform_bp` is the market's share of it.
    """

    title: str
    title_en: str = ""
    kind: Kind
    off_minor: int = 0
    percent_bp: int = 0
    most_minor: int | None = None
    from_minor: int = 0
    store_ids: tuple[UUID, ...] = ()
    deal_ids: tuple[UUID, ...] = ()
    item_ids: tuple[UUID, ...] = ()
    places: tuple[GoodFor, ...] = tuple(GoodFor)
    valid_from: datetime
    valid_until: datetime
    days_after_claim: int | None = None
    per_person: int = 1
    total: int
    budget_minor: int | None = None
    funder: Funder = Funder.MERCHANT
    platform_bp: int = 0
    handing: Handing = Handing.PAGE


class Batch(Terms, frozen=True, kw_only=True):
    """A rule that coupons are made by. Without a `merchant_id` it is the market's, good at every merchant."""

    batch_id: UUID
    merchant_id: UUID | None
    currency: str
    state: BatchState
    made_by: str
    made_at: datetime

    @property
    def side(self) -> Side:
        return Side.PLATFORM if self.funder is Funder.PLATFORM else Side.MERCHANT

    @property
    def off(self) -> Money:
        return Money(self.off_minor, self.currency)

    @property
    def threshold(self) -> Money:
        return Money(self.from_minor, self.currency)

    @property
    def most(self) -> Money | None:
        return None if self.most_minor is None else Money(self.most_minor, self.currency)

    @property
    def budget(self) -> Money | None:
        return None if self.budget_minor is None else Money(self.budget_minor, self.currency)


class Coupon(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon of a person; good until just before `valid_until`, whatever becomes of its batch."""

    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    side: Side
    state: CouponState
    claimed_at: datetime
    valid_until: datetime
    order_id: UUID | None
    how: str
    store_id: UUID | None
    visit_id: UUID | None
    batch: Batch

    def good(self, now: datetime) -> bool:
        return self.state is CouponState.CLAIMED and now < self.valid_until


class BasketLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is to be bought, in minor units, before any coupon: `quantity` units together."""

    line_no: int
    amount_minor: int
    quantity: int = 1
    deal_id: UUID | None = None
    item_id: UUID | None = None


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be bought now in a store, and who is paid for it."""

    store_id: UUID
    merchant_id: UUID
    place: GoodFor
    lines: tuple[BasketLine, ...]
    currency: str
    at: datetime

    @property
    def amount_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)


class Obstacle(StrEnum):
    """Why a coupon takes nothing off a basket."""

    ELSEWHERE = "elsewhere"  # of another merchant, or not at this store
    NOT_FOR_THIS = "not_for_this"  # not for what is bought, or how
    TOO_LITTLE = "too_little"  # the price from which it counts is not reached
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    IN_ORDER = "in_order"  # another order holds it, or it was used
    BUDGET = "budget"  # what its batch may take off together is spent
    NOTHING_LEFT = "nothing_left"  # one minor unit of each unit is always paid
    OWN_SHOP = "own_shop"  # the market bears a part, and its person works for this merchant
    ARRANGED = "arranged"  # the market bears a part, and it looks arranged with the shop


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What one coupon alone would take off a basket, in minor units, or why nothing. `missing_minor`: so much
    more would have to be bought.
    """

    coupon: Coupon
    off_minor: int = 0
    obstacle: Obstacle | None = None
    missing_minor: int = 0


class Standing(msgspec.Struct, frozen=True):
    """How somebody stands to a store: whether they work for it, and how often they paid there lately hardly
    more than coupons needed that the market bore.
    """

    works_there: bool = False
    near_before: int = 0


class Arranged(msgspec.Struct, frozen=True):
    """How often a person paid in one store hardly more than coupons needed that the market bore (minor
    units), and when last.
    """

    person_id: UUID
    store_id: UUID
    times: int
    platform_minor: int
    last_at: datetime


class LineShare(msgspec.Struct, frozen=True):
    """What is taken off one line, in minor units, by who bears it."""

    line_no: int
    merchant_minor: int
    platform_minor: int

    @property
    def minor(self) -> int:
        return self.merchant_minor + self.platform_minor


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """One coupon in an order and what it takes off, line by line."""

    coupon: Coupon
    lines: tuple[LineShare, ...]

    @property
    def merchant_minor(self) -> int:
        return sum(line.merchant_minor for line in self.lines)

    @property
    def platform_minor(self) -> int:
        return sum(line.platform_minor for line in self.lines)

    @property
    def minor(self) -> int:
        return self.merchant_minor + self.platform_minor

    @property
    def off(self) -> Money:
        return Money(self.minor, self.coupon.batch.currency)


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """What coupons take off a basket: at most one of the merchant and then one of the platform. `offers` are
    all that the person has for this merchant, used or not.
    """

    applied: tuple[Applied, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def minor(self) -> int:
        return sum(one.minor for one in self.applied)

    @property
    def platform_minor(self) -> int:
        return sum(one.platform_minor for one in self.applied)

    @property
    def coupon_ids(self) -> tuple[UUID, ...]:
        return tuple(one.coupon.coupon_id for one in self.applied)

    def of_line(self, line_no: int) -> LineShare:
        """What is taken off this line by all coupons together."""
        shares = [share for one in self.applied for share in one.lines if share.line_no == line_no]
        borne = [(share.merchant_minor, share.platform_minor) for share in shares]
        return LineShare(line_no, sum(merchant for merchant, _ in borne), sum(market for _, market in borne))


NOTHING_OFF = Discount()


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What a coupon took off an order, in minor units, and what was left to pay."""

    order_id: UUID
    coupon_id: UUID
    batch_id: UUID
    title: str
    title_en: str
    side: Side
    merchant_minor: int
    platform_minor: int
    order_minor: int
    currency: str
    state: str

    @property
    def off(self) -> Money:
        return Money(self.merchant_minor + self.platform_minor, self.currency)


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A printed code of a batch."""

    code: str
    batch_id: UUID
    number: int
    coupon_id: UUID | None
    claimed_at: datetime | None

    @property
    def grouped(self) -> str:
        return ids.grouped(self.code)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch: coupons claimed and used, what they took off in orders that were paid (minor
    units, by who bore it), what those orders brought, and how many codes were printed.
    """

    batch_id: UUID
    claimed: int
    used: int
    merchant_minor: int
    platform_minor: int
    sales_minor: int
    codes: int
