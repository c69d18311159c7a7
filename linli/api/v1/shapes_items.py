"""Articles as programs send and see them."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Cursor, Money, Slug, money_of
from linli.modules import items
from linli.modules.items import Allergen, ContentUnit, Details, Item, ItemKind, ItemState, Variant

Title = Annotated[str, Meta(min_length=1, max_length=80, examples=["Longjing tea"])]
Line = Annotated[str, Meta(max_length=80)]
Text = Annotated[str, Meta(max_length=2000)]
Word = Annotated[str, Meta(max_length=60)]
Revision = Annotated[int, Meta(ge=1, le=10**9, description="The article's, as it was read.")]
Whole = Annotated[int, Meta(ge=0, le=10**7)]
Ids = Annotated[list[UUID], Meta(max_length=1000)]
Stores = Annotated[list[Slug], Meta(max_length=100)]


class ChoiceTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to choose; `extra_minor` (minor units) comes on top of the price."""

    name: Annotated[Word, Meta(min_length=1)]
    name_en: Word = ""
    extra_minor: Annotated[int, Meta(ge=0, le=10**10)] = 0


class OptionTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with choices, of which at least `least` and at most `most` are taken."""

    name: Annotated[Word, Meta(min_length=1)]
    choices: Annotated[list[ChoiceTerms], Meta(min_length=1, max_length=40)]
    name_en: Word = ""
    least: Annotated[int, Meta(ge=0, le=40)] = 0
    most: Annotated[int, Meta(ge=1, le=40)] = 1


class DetailTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only some kinds have; what does not belong to the kind stays empty."""

    brand: Line = ""
    origin: Line = ""
    origin_en: Line = ""
    batch: Line = ""
    hours: Annotated[
        str, Meta(max_length=200, description="When a dish is served, as opening hours; empty: always.")
    ] = ""
    options: Annotated[list[OptionTerms], Meta(max_length=12)] = []
    allergens: Annotated[list[Allergen], Meta(max_length=14)] = []
    station: Annotated[str, Meta(max_length=80, description="Where in the kitchen it is made.")] = ""
    minutes: Annotated[int, Meta(ge=0, le=1440, description="How long a service takes.")] = 0
    skill: Line = ""
    at_store: bool = False
    at_home: bool = False
    guests: Annotated[int, Meta(ge=0, le=1000)] = 0
    days_to_make: Annotated[int, Meta(ge=0, le=365, description="Of what is made to order.")] = 0


class VariantTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is bought and counted. `variant_id` names one that the article has; without it, it is new."""

    price: Annotated[Money, Meta(description="Before price books; 0 of what is sold on request.")]
    name: Line = ""
    name_en: Line = ""
    sku: Annotated[str, Meta(max_length=40, description="The merchant's own article number.")] = ""
    gtin: Annotated[str, Meta(max_length=20, description="GTIN-8, -12, -13 or -14.")] = ""
    weight_g: Whole = 0
    content_size: Annotated[Whole, Meta(description="For a price per unit, with `content_unit`.")] = 0
    content_unit: ContentUnit = ContentUnit.NONE
    variant_id: UUID | None = None


class NewArticle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An article as its merchant describes it; `details` holds what its kind has. Photos are added at the
    desk.
    """

    kind: ItemKind
    title: Title
    variants: Annotated[list[VariantTerms], Meta(min_length=1, max_length=100)]
    title_en: Line = ""
    description: Text = ""
    description_en: Text = ""
    category_id: UUID | None = None
    icon: Annotated[str, Meta(max_length=60, description="A drawn picture, by name.")] = ""
    attributes: Annotated[dict[str, str], Meta(max_length=30)] = {}
    details: DetailTerms | None = None
    state: ItemState = ItemState.ON_SALE
    stores: Annotated[Stores, Meta(description="Which stores sell it; empty: the one of the address.")] = []


class ChangedArticle(NewArticle, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it anew. A variant that is not named any more is not sold any more. `stores` is not read: the
    range is set by itself.
    """

    revision: Revision


class ArticleVariant(msgspec.Struct, frozen=True):
    """One variant as it is sold."""

    variant_id: UUID
    name: str
    name_en: str
    price: Annotated[Money, Meta(description="Before price books.")]
    sku: str
    gtin: str
    weight_g: int
    content_size: int
    content_unit: ContentUnit


class Article(msgspec.Struct, frozen=True):
    """An article with its variants. `stores`: which of the merchant's own sell it."""

    item_id: UUID
    kind: ItemKind
    title: str
    title_en: str
    description: str
    description_en: str
    category_id: UUID | None
    icon: str
    pictures: Annotated[list[str], Meta(description="Addresses, the first is the one for lists.")]
    attributes: dict[str, str]
    details: DetailTerms
    state: ItemState
    revision: int
    variants: list[ArticleVariant]
    stores: list[Slug]


class ArticlePage(msgspec.Struct, frozen=True):
    """By title."""

    items: list[Article]
    next_cursor: Cursor = None


class ArticleStates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These are on sale, hidden or put away from now on."""

    item_ids: Annotated[list[UUID], Meta(min_length=1, max_length=1000)]
    state: ItemState


class RangeChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the store sells from now on, and no more."""

    add: Ids = []
    drop: Ids = []


class ArticleChange(msgspec.Struct, frozen=True):
    """One change of many articles, by which it is taken back."""

    change_id: UUID
    articles: int


class CategoryTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category's names and place."""

    name: Annotated[Word, Meta(min_length=1)]
    name_en: Word = ""
    icon: Word = ""
    position: Annotated[int, Meta(ge=0, le=10**6)] = 0


class Category(msgspec.Struct, frozen=True):
    """A shelf in the merchant's order of things."""

    category_id: UUID
    name: str
    name_en: str
    icon: str
    position: int


class CategoryList(msgspec.Struct, frozen=True):
    """In their order."""

    items: list[Category]


def details_meant(terms: DetailTerms) -> Details:
    return msgspec.convert(msgspec.to_builtins(terms), Details)


def category_of(one: items.Category) -> Category:
    return Category(one.category_id, one.name, one.name_en, one.icon, one.position)


def change_of(change: items.Change) -> ArticleChange:
    return ArticleChange(change.change_id, change.what.articles)


def article_of(item: Item, pictures: list[str], stores: list[str]) -> Article:
    return Article(
        item_id=item.item_id,
        kind=item.kind,
        title=item.title,
        title_en=item.title_en,
        description=item.description,
        description_en=item.description_en,
        category_id=item.category_id,
        icon=item.icon,
        pictures=pictures,
        attributes=item.attributes,
        details=msgspec.convert(msgspec.to_builtins(item.details), DetailTerms),
        state=item.state,
        revision=item.revision,
        variants=[_variant(one) for one in item.variants],
        stores=stores,
    )


def _variant(one: Variant) -> ArticleVariant:
    return ArticleVariant(
        variant_id=one.variant_id,
        name=one.name,
        name_en=one.name_en,
        price=money_of(one.price),
        sku=one.sku,
        gtin=one.gtin,
        weight_g=one.weight_g,
        content_size=one.content_size,
        content_unit=one.content_unit,
    )
