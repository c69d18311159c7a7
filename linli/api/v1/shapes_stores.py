"""Places, stores, deals, menus and reviews."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, Point, Slug, StoreName, money_of, names_of, utc
from linli.api.v1.shapes_uses import UseRules, rules_of
from linli.modules import catalog, community, discovery, items, markets, merchants, orders

Tenths = Annotated[int, Meta(description="Tenths of a star: 47 is 4.7 of 5.", examples=[47])]


class OpenState(msgspec.Struct, frozen=True):
    """Whether it is open now; null where nobody knows."""

    open: bool | None
    changes_at: Annotated[datetime | None, Meta(description="When that ends; null: not within a year.")]


class Place(msgspec.Struct, frozen=True):
    """A store as search knows it. The offer is the one its card shows, null without a deal."""

    slug: Slug
    name: str
    name_en: str
    trade: Annotated[str, Meta(examples=["restaurant"])]
    address: str
    address_en: str
    point: Point
    distance_m: Annotated[int, Meta(description="Meters from `at`.")]
    now: OpenState
    claimed: bool
    verified: bool
    deals: Annotated[int, Meta(description="How many deals are on sale.")]
    offer_title: str
    offer_title_en: str
    offer_price: Money | None
    rating: Tenths
    reviews: int


class PlaceList(msgspec.Struct, frozen=True):
    """Nearest first."""

    items: list[Place]
    next_offset: Annotated[int | None, Meta(description="Send it as `offset`; null on the last page.")]


class Span(msgspec.Struct, frozen=True):
    """From (inclusive) until (exclusive)."""

    opens_at: datetime
    closes_at: datetime


class Day(msgspec.Struct, frozen=True):
    """One day of the market's calendar; no spans: closed all day."""

    date: date
    spans: list[Span]


class Rating(msgspec.Struct, frozen=True):
    """All reviews of a store in numbers."""

    reviews: int
    overall: Tenths
    quality: Tenths
    place: Tenths
    service: Tenths


class Photo(msgspec.Struct, frozen=True):
    """A photo that a store shows of itself, in its largest width; width and height in pixels."""

    url: str
    width: int
    height: int
    caption_zh: str
    caption_en: str


class Store(msgspec.Struct, frozen=True):
    """One store, its hours of the next seven days (empty: unknown) and what people say of it."""

    store_id: UUID
    slug: Slug
    name: str
    name_en: str
    trade: str
    about_zh: str
    about_en: str
    address: str
    address_en: str
    point: Point
    phone: str
    website: str
    hours: Annotated[str, Meta(description="OpenStreetMap opening hours.", examples=["Mo-Su 10:30-21:30"])]
    now: OpenState
    week: list[Day]
    claimed: bool
    verified: bool
    rating: Rating | None
    followers: int
    photos: Annotated[list[Photo], Meta(description="In the store's own order; the first is its cover.")]


class Content(msgspec.Struct, frozen=True):
    """One line of what is in a deal; the price is what one of it costs without the deal."""

    name: str
    name_en: str
    quantity: int
    price: Money


class Deal(msgspec.Struct, frozen=True):
    """Something to buy now and use at any of its `stores`; `store_id` is the one that keeps it."""

    deal_id: UUID
    store_id: UUID
    stores: list[StoreName]
    title: str
    title_en: str
    contents: list[Content]
    rules_zh: list[str]
    rules_en: list[str]
    price: Money
    list_price: Money
    left: Annotated[int, Meta(description="How many can still be bought.")]
    per_person: int
    valid_days: int
    usable: Annotated[str, Meta(description="When it can be used, as opening hours; empty: always.")]
    use: UseRules
    on_sale: bool
    published_at: datetime
    revision: Annotated[
        int, Meta(description="How often it was changed, from 1; send it to change the deal.")
    ]


class DealList(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Deal]


class Quote(msgspec.Struct, frozen=True):
    """What a quantity costs now. Nothing is held until an order is placed."""

    deal_id: UUID
    quantity: int
    unit_price: Money
    total: Money
    left: int
    most: Annotated[int, Meta(description="The largest quantity worth asking for.")]


class MenuLine(msgspec.Struct, frozen=True):
    """One line of the menu; lines of one section stand together."""

    section: str
    section_en: str
    name: str
    name_en: str
    price: Annotated[Money, Meta(description="What it costs at least, before price books.")]
    note: str
    item_id: UUID


class Menu(msgspec.Struct, frozen=True):
    """In the store's own order."""

    items: list[MenuLine]


class Review(msgspec.Struct, frozen=True):
    """What someone who consumed says, in three marks of 1 to 5 and a text."""

    order_id: Annotated[UUID, Meta(description="Names the review; there is one for an order.")]
    nickname: str
    deal_title: str
    quality: int
    place: int
    service: int
    body: str
    written_at: datetime
    reply: Annotated[str, Meta(description="The store's answer; empty without one.")]
    replied_at: datetime | None


class ReviewPage(msgspec.Struct, frozen=True):
    """Newest first."""

    items: list[Review]
    next_cursor: Cursor


class NewReview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Three marks and a text."""

    quality: Annotated[int, Meta(ge=1, le=5, examples=[5])]
    place: Annotated[int, Meta(ge=1, le=5, examples=[4])]
    service: Annotated[int, Meta(ge=1, le=5, examples=[5])]
    body: Annotated[str, Meta(min_length=1, max_length=2000, examples=["面很香，店员很热情。"])]


class NewReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the store answers; another answer takes its place."""

    text: Annotated[str, Meta(min_length=1, max_length=1000, examples=["谢谢，下次再来！"])]


def open_state_of(state: markets.OpenState) -> OpenState:
    return OpenState(state.open, utc(state.changes_at))


def place_of(found: discovery.Found) -> Place:
    place = found.place
    return Place(
        slug=place.slug,
        name=place.name,
        name_en=place.name_en,
        trade=place.trade,
        address=place.address,
        address_en=place.address_en,
        point=Point(place.lat, place.lon),
        distance_m=found.distance_m,
        now=open_state_of(found.open_state),
        claimed=place.claimed,
        verified=place.verified,
        deals=place.deal_count,
        offer_title=place.offer_title,
        offer_title_en=place.offer_title_en,
        offer_price=money_of(place.offer_price) if place.offer_price else None,
        rating=place.rating_tenths,
        reviews=place.rating_count,
    )


def rating_of(rating: community.Rating | None) -> Rating | None:
    if rating is None:
        return None
    marks = (rating.quality_tenths, rating.place_tenths, rating.service_tenths)
    return Rating(rating.reviews, rating.tenths, *marks)


def store_of(
    store: merchants.Store,
    market: markets.Market,
    now: datetime,
    verified: bool,
    standing: community.Standing,
    photos: list[Photo],
) -> Store:
    state = markets.open_state(
        store.hours, now, timezone=market.timezone, country=market.country, lat=store.lat, lon=store.lon
    )
    return Store(
        store_id=store.store_id,
        slug=store.slug,
        name=store.name,
        name_en=store.name_en,
        trade=store.trade,
        about_zh=store.about_zh,
        about_en=store.about_en,
        address=store.address,
        address_en=store.address_en,
        point=Point(store.lat, store.lon),
        phone=store.phone,
        website=store.website,
        hours=store.hours,
        now=open_state_of(state),
        week=_week_of(store, market, now),
        claimed=store.claimed,
        verified=verified,
        rating=rating_of(standing.rating),
        followers=standing.followers,
        photos=photos,
    )


def _week_of(store: merchants.Store, market: markets.Market, now: datetime) -> list[Day]:
    week = markets.week(
        store.hours, now, timezone=market.timezone, country=market.country, lat=store.lat, lon=store.lon
    )
    return [
        Day(day, [Span(utc(start) or start, utc(end) or end) for start, end in spans]) for day, spans in week
    ]


def deal_of(deal: catalog.Deal, left: int, stores: Mapping[UUID, merchants.Store]) -> Deal:
    contents = [
        Content(line.name, line.name_en, line.qty, Money(line.price_minor, deal.currency))
        for line in deal.contents
    ]
    return Deal(
        deal_id=deal.deal_id,
        store_id=deal.store_id,
        stores=names_of(deal.store_ids, stores),
        title=deal.title,
        title_en=deal.title_en,
        contents=contents,
        rules_zh=list(deal.rules_zh),
        rules_en=list(deal.rules_en),
        price=money_of(deal.price),
        list_price=money_of(deal.list_price),
        left=left,
        per_person=deal.per_person,
        valid_days=deal.valid_days,
        usable=deal.usable,
        use=rules_of(deal.use_rules),
        on_sale=deal.on_sale,
        published_at=deal.published_at,
        revision=deal.revision,
    )


def quote_of(quote: orders.Quote) -> Quote:
    unit = Money(quote.unit_price_minor, quote.currency)
    return Quote(quote.deal_id, quote.quantity, unit, money_of(quote.total), quote.left, quote.most)


def menu_line_of(item: items.Item, shelves: Mapping[UUID, items.Category]) -> MenuLine:
    shelf = shelves.get(item.category_id) if item.category_id else None
    names = (shelf.name, shelf.name_en) if shelf else ("", "")
    words = (item.title, item.title_en)
    return MenuLine(*names, *words, money_of(item.from_price), item.description, item.item_id)


def review_of(review: community.Review) -> Review:
    return Review(
        order_id=review.order_id,
        nickname=review.nickname,
        deal_title=review.deal_title,
        quality=review.quality,
        place=review.place,
        service=review.service,
        body=review.body,
        written_at=review.written_at,
        reply=review.reply,
        replied_at=review.replied_at,
    )
