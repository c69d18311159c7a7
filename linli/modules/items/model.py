"""Articles of every kind, their variants, and what each kind needs beside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel.money import Money


class ItemKind(StrEnum):
    """What an article is; kinds.py says which details belong to which."""

    GOODS = "goods"
    DISH = "dish"
    SERVICE = "service"
    TICKET = "ticket"
    ROOM = "room"
    QUOTE = "quote"  # shown and asked for; the price is agreed on


class ItemState(StrEnum):
    """On sale, hidden for a while, or put away for good."""

    ON_SALE = "on_sale"
    HIDDEN = "hidden"
    ARCHIVED = "archived"


class ContentUnit(StrEnum):
    """What the content of a package is measured in; NONE where a price per unit says nothing."""

    NONE = ""
    GRAM = "g"
    MILLILITER = "ml"
    CENTIMETER = "cm"
    PIECE = "piece"


class Allergen(StrEnum):
    """The fourteen that EU regulation 1169/2011 (annex II) asks to be named."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to choose; `extra_minor` (≥ 0, minor units) comes on top of the variant's price."""

    name: str
    name_en: str = ""
    extra_minor: int = 0


class Option(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question with choices, of which at least `least` and at most `most` are taken."""

    name: str
    name_en: str = ""
    least: int = 0
    most: int = 1
    choices: tuple[Choice, ...] = ()


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What only some kinds have. `hours` is an opening hours expression ("": always); `minutes` how long a
    service takes; `guests` how many a room sleeps or a ticket lets in; `days_to_make` of what is made to
    order.
    """

    brand: str = ""
    origin: str = ""
    origin_en: str = ""
    batch: str = ""
    hours: str = ""
    options: tuple[Option, ...] = ()
    allergens: tuple[Allergen, ...] = ()
    station: str = ""
    minutes: int = 0
    skill: str = ""
    at_store: bool = False
    at_home: bool = False
    guests: int = 0
    days_to_make: int = 0


NO_DETAILS = Details()


class NewVariant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A variant as its merchant describes it; `price_minor` is the base price in minor units, `gtin` and
    `sku` name it within the merchant. `variant_id` is that of one that there is already.
    """

    price_minor: int
    name: str = ""
    name_en: str = ""
    sku: str = ""
    gtin: str = ""
    weight_g: int = 0
    content_size: int = 0
    content_unit: ContentUnit = ContentUnit.NONE
    variant_id: UUID | None = None


class NewItem(msgspec.Struct, frozen=True, kw_only=True):
    """An article as its merchant describes it. `position` is its place within its category; `item_id` may be
    given by the caller of what is created.
    """

    kind: ItemKind
    title: str
    variants: Sequence[NewVariant]
    title_en: str = ""
    description: str = ""
    description_en: str = ""
    category_id: UUID | None = None
    icon: str = ""
    picture_ids: Sequence[UUID] = ()
    attributes: Mapping[str, str] = {}
    details: Details = NO_DETAILS
    state: ItemState = ItemState.ON_SALE
    position: int = 0
    item_id: UUID | None = None


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought and counted; prices in minor units of `currency`."""

    variant_id: UUID
    item_id: UUID
    position: int
    name: str
    name_en: str
    sku: str
    gtin: str
    price_minor: int
    currency: str
    weight_g: int
    content_size: int
    content_unit: ContentUnit
    active: bool

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An article with its variants in their order; those that are sold no more are not among them."""

    market_id: int
    item_id: UUID
    merchant_id: UUID
    kind: ItemKind
    title: str
    title_en: str
    description: str
    description_en: str
    category_id: UUID | None
    icon: str
    picture_ids: tuple[UUID, ...]
    attributes: dict[str, str]
    details: Details
    state: ItemState
    position: int
    revision: int
    created_at: datetime
    changed_at: datetime
    variants: tuple[Variant, ...]

    @property
    def on_sale(self) -> bool:
        return self.state is ItemState.ON_SALE

    @property
    def from_price(self) -> Money:
        """The lowest base price of its variants."""
        return min((one.price for one in self.variants), key=lambda price: price.minor)

    def written(self) -> NewItem:
        """The article as its merchant would describe it, to change a part of it."""
        return NewItem(
            **{name: getattr(self, name) for name in NewItem.__struct_fields__ if name not in ("variants",)},
            variants=[
                NewVariant(**{name: getattr(one, name) for name in NewVariant.__struct_fields__})
                for one in self.variants
            ],
        )


class Sellable(msgspec.Struct, frozen=True, kw_only=True):
    """One variant with what its article says, as a store sells it."""

    variant_id: UUID
    item_id: UUID
    merchant_id: UUID
    kind: ItemKind
    title: str
    title_en: str
    variant_name: str
    variant_name_en: str
    category_id: UUID | None
    icon: str
    picture_ids: tuple[UUID, ...]
    details: Details
    sku: str
    gtin: str
    price_minor: int
    currency: str
    weight_g: int
    content_size: int
    content_unit: ContentUnit

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A shelf in a merchant's order of things."""

    category_id: UUID
    name: str
    name_en: str
    icon: str
    position: int


class CategoryCount(msgspec.Struct, frozen=True):
    """How many articles of a list stand in a category; None: in none."""

    category_id: UUID | None
    items: int


class ItemFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a merchant's or store's articles a list shows; `text` is found in titles, brands and
    article numbers' beginnings. Of a merchant's: `unsorted` are those in no category, `sold_at` what one
    store sells, `missing_at` what it does not.
    """

    state: ItemState | None = None
    kind: ItemKind | None = None
    category_id: UUID | None = None
    text: str = ""
    unsorted: bool = False
    sold_at: UUID | None = None
    missing_at: UUID | None = None


class Place(msgspec.Struct, frozen=True, order=True):
    """That a store sells an article."""

    store_id: UUID
    item_id: UUID


class Changed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one change did: articles with the revisions they have since, where they came into the range and
    where they went out, and a category that was removed.
    """

    items: tuple[tuple[UUID, int], ...] = ()
    added: tuple[Place, ...] = ()
    dropped: tuple[Place, ...] = ()
    category: Category | None = None

    @property
    def articles(self) -> int:
        """How many articles it is about."""
        places = {one.item_id for one in (*self.added, *self.dropped)}
        return len(places.union(item_id for item_id, _ in self.items))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One go of one person, which they can take back."""

    change_id: UUID
    merchant_id: UUID
    person_id: UUID
    what: Changed
    made_at: datetime
    undone_at: datetime | None = None


EVERY_ITEM = ItemFilter()
