"""The lines of the list of articles, as they are and as somebody is about to write them."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules.items import Item, ItemKind, Keeper
from linli.web.merchant.item_meaning import plain
from linli.web.shared.photos import Photo

ICONS = {
    ItemKind.GOODS: "package",
    ItemKind.DISH: "utensils",
    ItemKind.SERVICE: "scissors",
    ItemKind.TICKET: "ticket",
    ItemKind.ROOM: "bed-double",
    ItemKind.QUOTE: "message-circle",
}


class Typed(msgspec.Struct, frozen=True):
    """What stands in the fields of one line, as text; `prices` by variant."""

    title: str
    category: str
    state: str
    prices: Mapping[str, str]

    @property
    def print(self) -> str:
        """By it a line knows whether anything was typed in it."""
        told = msgspec.json.encode([self.title, self.category, self.state, sorted(self.prices.items())])
        return hashlib.sha256(told).hexdigest()[:24]


class PriceCell(msgspec.Struct, frozen=True):
    """One variant in its line: what it is called, its codes, its price and that as it is typed."""

    variant_id: str
    name: str
    codes: str
    now: Money
    price: str


class Row(msgspec.Struct, frozen=True):
    """One article in the list. `was` is the print of its fields as they were; `theirs` is said where somebody
    else changed it while this was typed. `uncounted`: goods that are sold here, and never run out.
    """

    item_id: UUID
    revision: int
    kind: str
    icon: str
    picture: str
    photo: Photo | None
    title: str
    page: str
    typed: Typed
    was: str
    prices: Sequence[PriceCell]
    stores: int
    here: bool
    places: str
    writable: bool
    picked: bool = False
    uncounted: bool = False
    theirs: str = ""

    @property
    def changed(self) -> bool:
        return self.typed.print != self.was


def typed_of(item: Item, title: str, categories: Mapping[UUID, str]) -> Typed:
    """An article as its line would be typed; `title` in the reader's language."""
    return Typed(
        title=title,
        category=categories.get(item.category_id, "") if item.category_id else "",
        state=item.state.value,
        prices={
            str(one.variant_id): plain(one.price_minor, one.currency)
            for one in item.variants
            if item.kind is not ItemKind.QUOTE
        },
    )


def row_of(
    item: Item,
    title: str,
    categories: Mapping[UUID, str],
    places: Mapping[UUID, str],
    sold_in: Sequence[UUID],
    keeper: Keeper,
    photos: Mapping[UUID, Photo],
    root: str,
    store_id: UUID,
) -> Row:
    """The line of an article as it is; `title` and `categories` in the reader's language."""
    now = typed_of(item, title, categories)
    cells = [
        PriceCell(
            variant_id=str(one.variant_id),
            name=one.name,
            codes=" · ".join(code for code in (one.sku, one.gtin) if code),
            now=one.price,
            price=now.prices.get(str(one.variant_id), ""),
        )
        for one in item.variants
    ]
    first = item.picture_ids[0] if item.picture_ids else None
    return Row(
        item_id=item.item_id,
        revision=item.revision,
        kind=item.kind.value,
        icon=ICONS[item.kind],
        picture=item.icon,
        photo=photos.get(first) if first else None,
        title=title,
        page=f"{root}/{item.item_id}",
        typed=now,
        was=now.print,
        prices=cells,
        stores=len(sold_in),
        here=store_id in sold_in,
        places=", ".join(sorted(places[one] for one in sold_in if one in places)),
        writable=keeper.may_write(sold_in),
    )


def as_typed(row: Row, typed: Typed, picked: bool, theirs: str = "") -> Row:
    """The same line with what somebody typed in it."""
    cells = [
        msgspec.structs.replace(one, price=typed.prices.get(one.variant_id, one.price)) for one in row.prices
    ]
    return msgspec.structs.replace(row, typed=typed, prices=cells, picked=picked, theirs=theirs)
