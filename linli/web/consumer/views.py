"""What the pages are given: frozen records in the reader's language, of which nothing more can be asked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.web.consumer.pickup import PickupFace
from linli.web.shared.photos import Photo


class OpenNow(msgspec.Struct, frozen=True):
    """`state` is open, soon (closing) or closed."""

    state: str
    text: str


class MarketCard(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    name: str
    text: str
    stores: int
    trade: str
    pictures: Sequence[str]


class StoreCard(msgspec.Struct, frozen=True, kw_only=True):
    """A store in a list; the names are those that the shared card reads."""

    id: UUID
    slug: str
    name: str
    trade: str
    things: Sequence[str]
    area: str
    rating: float | None
    review_count: int | None
    distance_m: int | None
    open_state: str
    open_text: str
    verified: bool
    demo: bool
    unclaimed: bool
    offer: str
    photo_url: str | None = None
    photo_srcset: str = ""


class MallPageLink(msgspec.Struct, frozen=True):
    """One of a mall's own pages in the line of links to them."""

    slug: str
    title: str


class PinFace(msgspec.Struct, frozen=True, kw_only=True):
    """A store on the map: `at` is longitude, latitude in degrees; `listed`: an unclaimed listing."""

    slug: str
    name: str
    trade: str
    icon: str
    at: tuple[float, float]
    offer: str
    listed: bool


class DealCard(msgspec.Struct, frozen=True, kw_only=True):
    """A deal in a list; the names are those that the shared card reads. `asked_at` goes behind its address,
    where the deal is one of several stores: "?store=…", the one whose card this is.
    """

    id: UUID
    title: str
    trade: str
    icon: str
    price: Money
    list_price: Money | None
    store_name: str | None = None
    about: str | None = None
    left: int | None = None
    photo_url: str | None = None
    asked_at: str = ""
    badge: str = ""


class DayHours(msgspec.Struct, frozen=True, kw_only=True):
    day: str
    hours: str
    today: bool


class StorePhotoFace(msgspec.Struct, frozen=True, kw_only=True):
    """One photo of a store; `alt` says what is on it, `caption` is "" where its owner said nothing."""

    photo: Photo
    alt: str
    caption: str


class StoreFace(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a store page."""

    id: UUID
    slug: str
    name: str
    other_name: str
    trade: str
    things: Sequence[str]
    tagline: str
    about: str
    address: str
    way_url: str
    geo_url: str
    phone: str
    website: str
    attributes: Sequence[str]
    serves: bool
    price_level: int
    price_sign: str
    open_now: OpenNow | None
    week: Sequence[DayHours]
    verified: bool
    demo: bool
    unclaimed: bool
    listed_from_map: bool
    rating: float | None
    review_count: int
    followers: int
    following: bool
    closed_at: datetime | None = None
    photos: Sequence[StorePhotoFace] = ()


class ArticleLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a list; `starts` where other variants cost more, `about` what people ask first, `adds`
    the variant that one tap puts into the cart.
    """

    id: UUID
    href: str
    title: str
    about: str
    price: Money | None
    starts: bool
    icon: str
    photo: Photo | None = None
    adds: UUID | None = None
    sold_out: bool = False


class ArticleSection(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that stand together under a category's name; "" for those that stand in none."""

    title: str
    lines: Sequence[ArticleLine]


class ReviewCard(msgspec.Struct, frozen=True, kw_only=True):
    """A review; the names are those that the shared component reads."""

    name: str
    rating: float
    text: str
    at: datetime
    reply: str
    deal: str
    verified: bool = True


class ContentLine(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    quantity: int
    worth: Money


class DealFace(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one decides by on a deal's page."""

    id: UUID
    title: str
    trade: str
    icon: str
    price: Money
    list_price: Money | None
    saving: Money | None
    contents: Sequence[ContentLine]
    rules: Sequence[str]
    usable: str
    usable_now: bool
    valid_days: int
    per_person: int
    left: int
    on_sale: bool
    store_name: str
    store_slug: str
    store_address: str
    store_open: OpenNow | None
    verified: bool
    demo: bool
    photo_url: str | None = None
    ways: Sequence[str] = ()


class OrderCard(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list."""

    id: UUID
    title: str
    icon: str
    quantity: int
    total: Money
    state: str
    placed_at: datetime
    store_name: str
    trade: str
    of_goods: bool = False
    more: int = 0


class PartLine(msgspec.Struct, frozen=True):
    """A part of a voucher and what is left of it, in words; `over`: nothing is."""

    name: str
    left: str
    over: bool


class VoucherCard(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as the shared card reads it; `status` is ready, used, refunded or expired. `left`: what is
    left of one that is used more than once; `parts` are those of a package.
    """

    id: UUID
    order_id: UUID
    code: str
    title: str
    trade: str
    store_name: str
    store_slug: str
    store_address: str
    status: str
    valid_until: datetime
    usable: str
    usable_now: bool
    value: Money
    redeemed_at: datetime | None
    valid_from: datetime
    too_early: bool = False
    left: str = ""
    parts: list[PartLine] = []
    qr_text: str | None = None
    short_code: str = ""


class GivenCard(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher that was given away; `open`: nobody has claimed it yet. Of what became of it, nothing."""

    voucher_id: UUID
    title: str
    store_name: str
    trade: str
    open: bool
    at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the timeline; `state` is done, now, next or failed."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


class RefundLine(msgspec.Struct, frozen=True, kw_only=True):
    amount: Money
    state: str
    reason: str
    at: datetime
    by: datetime


class LineFace(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order; `unused` of its units can still be given back."""

    line_no: int
    title: str
    icon: str
    quantity: int
    unit_price: Money
    discount: Money
    total: Money
    unused: int
    detail: str = ""


class OrderFace(msgspec.Struct, frozen=True, kw_only=True):
    """One order as its person sees it."""

    id: UUID
    number: str
    tracking_code: str
    title: str
    icon: str
    trade: str
    store_name: str
    store_slug: str
    lines: Sequence[LineFace]
    total: Money
    state: str
    placed_at: datetime
    pay_before: datetime
    payable: bool
    held: bool
    declined: bool
    # Who was asked last to take the money.
    provider: str
    vouchers: Sequence[VoucherCard]
    refunds: Sequence[RefundLine]
    refundable: Money | None
    steps: Sequence[Step]
    may_review: bool
    review: ReviewCard | None
    of_goods: bool = False
    pickup: PickupFace | None = None

    @property
    def pending(self) -> bool:
        return self.state == "awaiting_payment"

    @property
    def unused(self) -> int:
        return sum(line.unused for line in self.lines)


class SentMessage(msgspec.Struct, frozen=True, kw_only=True):
    recipient: str
    body: str
    at: datetime
    market: str


class WorkPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A store in which the person works."""

    name: str
    slug: str
    role: str
    desk: bool
