"""An article as its page shows it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.web.shared.photos import Photo
from linli.web.shared.price_lines import PriceLine


class VariantFace(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose on an article's page; `away`: it is out here, and to be had in another branch."""

    id: UUID
    name: str
    price: Money
    line: PriceLine | None
    code: str
    left: int | None = None
    away: bool = False


class ArticleFace(msgspec.Struct, frozen=True, kw_only=True):
    """The page of an article at one store; what is out here is to be had at `away`, or here by `due`."""

    id: UUID
    title: str
    kind: str
    trade: str
    icon: str
    description: str
    photos: Sequence[Photo]
    variants: Sequence[VariantFace]
    options: Sequence["OptionFace"]
    facts: Sequence[tuple[str, str]]
    allergens: Sequence[str]
    usable: str
    usable_now: bool
    sold: bool
    store_name: str
    store_slug: str
    store_address: str
    store_phone: str
    verified: bool
    demo: bool
    unclaimed: bool = False
    buyable: bool = False
    most: int = 0
    away: str = ""
    due: date | None = None


class OptionFace(msgspec.Struct, frozen=True, kw_only=True):
    """A question about an article: each choice with what comes on top, and how many one may take."""

    name: str
    rule: str
    choices: Sequence[tuple[str, Money]]
    single: bool = False
