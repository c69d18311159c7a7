"""The articles of a merchant at the desk of one of its stores: found, read, and edited like a sheet."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import items, stock
from linli.modules.items import Change, Item, ItemFilter, ItemKind, ItemState
from linli.services import Who
from linli.web.merchant.item_form import uuid_of
from linli.web.merchant.item_rows import Row, row_of
from linli.web.merchant.item_shelf import Shelf, category_choices, shelf_of, store_choices
from linli.web.merchant.shop import desk_page, pick
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import photos

ONLY_MANAGERS = {"who": Who.MANAGER}
SIZE = 50
NAMES = ("q", "category", "kind", "state", "sold")
# How long a change offers itself to be taken back.
UNDO_FOR = timedelta(days=1)
UNSORTED = "none"


class Asking(msgspec.Struct, frozen=True):
    """The filters as they stand in the URL; `after` is where the page begins."""

    q: str = ""
    category: str = ""
    kind: str = ""
    state: str = ""
    sold: str = ""
    after: str = ""

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def query(self, **changes: str) -> str:
        """`?q=…`, or nothing."""
        asked = {name: getattr(self, name) for name in (*NAMES, "after")} | changes
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""


class Undo(msgspec.Struct, frozen=True):
    """The reader's latest change, which they may take back."""

    change: Change
    action: str

    @property
    def articles(self) -> int:
        return self.change.what.articles


@get("/{market:str}/desk/{slug:str}/items", opt=ONLY_MANAGERS)
async def item_list(here: Asked, slug: FromPath[str]) -> Response[str]:
    """By title, a page at a time, as the filters in the URL say; a barcode finds its article."""
    return await found_page(here, slug)


async def found_page(here: Here, slug: str, refusal: Refusal | None = None) -> Response[str]:
    """The list as the URL asks for it; after a refusal that is about none of its lines, with that."""
    asked = asking(here)
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        found, after = await _found(here, reader, shelf, asked)
        rows = await rows_of(here, reader, shelf, found)
    return await list_page(here, shelf, asked, rows, after=after, refusal=refusal)


def asking(here: Here) -> Asking:
    given = here.request.query_params
    return Asking(**{name: given.get(name, "").strip()[:400] for name in (*NAMES, "after")})


async def _found(
    here: Here, reader: Reader, shelf: Shelf, asked: Asking
) -> tuple[Sequence[Item], str | None]:
    wanted = filter_of(shelf, asked)
    if asked.q and not asked.after and items.read_gtin(asked.q):
        named = await items.variants_by_code(reader, here.market_id, shelf.merchant_id, [asked.q])
        known = await items.variants(reader, here.market_id, named.values())
        if known:
            keys = [one.item_id for one in known.values()]
            return await items.items(reader, here.market_id, keys), None
    where = (here.market_id, shelf.merchant_id)
    page = await items.items_of_merchant(reader, *where, wanted, asked.after or None, SIZE)
    return page.items, page.next_cursor


def filter_of(shelf: Shelf, asked: Asking) -> ItemFilter:
    """What the URL asks for; what it says and nobody knows narrows nothing."""
    stores = {one.slug: one.store_id for one in shelf.stores}
    missing, slug = asked.sold.startswith("-"), asked.sold.removeprefix("-")
    return ItemFilter(
        state=ItemState(asked.state) if asked.state in set(ItemState) else None,
        kind=ItemKind(asked.kind) if asked.kind in set(ItemKind) else None,
        category_id=uuid_of(asked.category) if asked.category else None,
        text=asked.q,
        unsorted=asked.category == UNSORTED,
        sold_at=None if missing else stores.get(slug),
        missing_at=stores.get(slug) if missing else None,
    )


async def rows_of(here: Here, reader: Reader, shelf: Shelf, found: Sequence[Item]) -> list[Row]:
    """The lines of these articles."""
    covers = {one.picture_ids[0] for one in found if one.picture_ids}
    seen = await photos(reader, here.market, covers)
    sold = await items.stores_of_items(reader, here.market_id, [one.item_id for one in found])
    categories = await category_names(here, reader, shelf)
    places = {one.store_id: pick(here, one.name, one.name_en) for one in shelf.stores}
    own = shelf.shop.store.store_id
    about = (shelf.keeper, seen, shelf.root, own)
    variants = [x.variant_id for one in found if one.kind is ItemKind.GOODS for x in one.variants]
    counted = await stock.tracked(reader, here.market_id, own, variants)
    rows = []
    for one in found:
        sold_in = sold.get(one.item_id, ())
        row = row_of(one, pick(here, one.title, one.title_en), categories, places, sold_in, *about)
        open_end = one.kind is ItemKind.GOODS and own in sold_in
        bare = open_end and not all(x.variant_id in counted for x in one.variants)
        rows.append(msgspec.structs.replace(row, uncounted=bare))
    return rows


async def category_names(here: Here, reader: Reader, shelf: Shelf) -> Mapping[UUID, str]:
    known = await items.categories(reader, here.market_id, shelf.merchant_id)
    return {one.category_id: pick(here, one.name, one.name_en) for one in known}


async def list_page(
    here: Here,
    shelf: Shelf,
    asked: Asking,
    rows: Sequence[Row],
    *,
    after: str | None = None,
    refusal: Refusal | None = None,
    deed: Mapping[str, str] | None = None,
) -> Response[str]:
    """The list; after a refusal with everything that was typed, and the refusal at its line."""
    async with here.services.db.read() as reader:
        where = (reader, here.market_id, shelf.merchant_id)
        known = await items.categories(*where)
        counts = await items.counts_of_merchant(*where)
        undo = await undo_of(here, reader, shelf)
    said = {
        "item_made": bool(rows),
        "item_changed": True,
        "items_saved": undo is not None,
        "items_undone": True,
    }
    context: dict[str, Any] = {"deed": deed or {}, "field": _field(refusal), "refusal": refusal}
    return desk_page(
        here,
        shelf.shop,
        "items.html",
        refused=refusal,
        said=said,
        nav="items",
        wide=True,
        shelf=shelf,
        asked=asked,
        rows=rows,
        after=asked.query(after=after) if after else "",
        first=asked.query(after="") if asked.after else "",
        total=sum(counts.values()),
        categories=category_choices(here, known),
        counts={str(key or UNSORTED): count for key, count in counts.items()},
        stores=store_choices(here, shelf, ()),
        store_slugs=[(one.slug, pick(here, one.name, one.name_en)) for one in shelf.stores],
        kinds=[one.value for one in ItemKind],
        states=[one.value for one in ItemState],
        undo=undo,
        **context,
    )


async def undo_of(here: Here, reader: Reader, shelf: Shelf) -> Undo | None:
    """The reader's latest change of a day, if they may take one back."""
    person_id = here.person.person_id
    last = await items.last_change(reader, here.market_id, shelf.merchant_id, person_id)
    if last is None or reader.now - last.made_at >= UNDO_FOR:
        return None
    return Undo(last, f"{shelf.root}/changes/{last.change_id}/undoing")


def _field(refusal: Refusal | None) -> str:
    return str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""


ROUTES = [item_list]
