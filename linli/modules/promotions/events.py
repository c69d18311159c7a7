"""What promotions tells the rest of the house."""

from uuid import UUID

from linli.kernel.events import Event


class CouponClaimed(Event, frozen=True, kw_only=True):
    """A coupon is somebody's; `how`: page, codes, follow, member or clerk."""

    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    how: str
    store_id: UUID | None = None
    visit_id: UUID | None = None


class CouponUsed(Event, frozen=True, kw_only=True):
    """The order it was used in is paid; what it took off, in minor units, by who bears it."""

    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    order_id: UUID
    store_id: UUID
    merchant_minor: int
    platform_minor: int
    currency: str


class CouponReturned(Event, frozen=True, kw_only=True):
    """Its order was given up or refunded whole: it is its person's again, as long as it is good; `used`: the
    order had been paid.
    """

    coupon_id: UUID
    batch_id: UUID
    person_id: UUID
    order_id: UUID
    used: bool = False
