"""A merchant's categories: added, renamed, put in order, removed and brought back."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import items
from linli.modules.items import Category
from linli.services import Who
from linli.web.merchant.item_form import moved, uuid_of
from linli.web.merchant.item_list import UNSORTED, Undo, undo_of
from linli.web.merchant.item_shelf import Shelf, shelf_of
from linli.web.merchant.shop import desk_page, typed
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}


class Line(msgspec.Struct, frozen=True):
    """One category as it is typed, and how many articles stand in it."""

    category_id: UUID
    name: str
    name_en: str
    items: int
    href: str


@get("/{market:str}/desk/{slug:str}/items/categories", opt=ONLY_MANAGERS)
async def item_categories(here: Asked, slug: FromPath[str]) -> Response[str]:
    """In their order; those of the trade are offered while there are none."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        return await _page(here, reader, shelf)


@post("/{market:str}/desk/{slug:str}/items/categories", opt=ONLY_MANAGERS)
async def category_added(here: Asked, slug: FromPath[str]) -> Response[str]:
    """One more, behind the others; or, by the other button, those that the trade usually has."""
    sent = await here.request.form()
    fresh = (typed(sent, "name"), typed(sent, "name_en"))
    try:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            _require_whole(shelf)
            where = (work, here.market_id, shelf.merchant_id)
            if "template" in sent:
                await items.apply_template(*where, shelf.shop.store.trade)
            else:
                known = await items.categories(*where)
                after = max((one.position for one in known), default=-1) + 1
                await items.set_category(*where, *fresh, position=after)
    except Refusal as refusal:
        return await _refused(here, slug, refusal, fresh=fresh)
    return here.see_other(f"{shelf.root}/categories?done=categories_saved")


@post("/{market:str}/desk/{slug:str}/items/categories/order", opt=ONLY_MANAGERS)
async def categories_arranged(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Keep the names as typed, and do what the pressed button says: a place up or down, or away."""
    sent = await here.request.form()
    deed = typed(sent, "deed")
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        known = await items.categories(reader, here.market_id, shelf.merchant_id)
    wanted = _read(sent, known, deed)
    gone = uuid_of(deed.removeprefix("drop:")) if deed.startswith("drop:") else None
    try:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            _require_whole(shelf)
            where = (work, here.market_id, shelf.merchant_id)
            await items.arrange_categories(*where, wanted)
            if gone:
                await items.remove_category(*where, here.person.person_id, gone)
    except Refusal as refusal:
        return await _refused(here, slug, refusal, wanted)
    return here.see_other(f"{shelf.root}/categories?done=categories_saved")


def _require_whole(shelf: Shelf) -> None:
    """Categories are the whole merchant's. Refuses: item_shared."""
    if not shelf.keeper.whole:
        raise items.ITEM_SHARED(title=shelf.shop.name)


def _read(sent: FormMultiDict, known: Sequence[Category], deed: str) -> list[Category]:
    """The categories as they are typed, in the order of the form after the button; one that is gone is not
    brought back, and one that came meanwhile stands behind them.
    """
    standing = {str(one.category_id): one for one in known}
    order = [text for text in map(str, sent.getall("category", [])) if text in standing]
    order += [key for key in standing if key not in order]
    verb = deed.partition(":")[0]
    order = moved(order, deed) if verb in ("first", "up", "down") else order
    return [
        msgspec.structs.replace(
            standing[key],
            name=typed(sent, f"name_{key}") if f"name_{key}" in sent else standing[key].name,
            name_en=typed(sent, f"name_en_{key}") if f"name_en_{key}" in sent else standing[key].name_en,
        )
        for key in dict.fromkeys(order)
    ]


async def _refused(
    here: Here,
    slug: str,
    refusal: Refusal,
    shown: Sequence[Category] | None = None,
    fresh: tuple[str, str] = ("", ""),
) -> Response[str]:
    """The page with everything as it was typed. One that is not there any more is nothing to lose."""
    if refusal.kind is NOT_FOUND:
        raise refusal
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        return await _page(here, reader, shelf, refusal, shown, fresh)


async def _page(
    here: Here,
    reader: Reader,
    shelf: Shelf,
    refusal: Refusal | None = None,
    shown: Sequence[Category] | None = None,
    fresh: tuple[str, str] = ("", ""),
) -> Response[str]:
    where = (reader, here.market_id, shelf.merchant_id)
    known = await items.categories(*where) if shown is None else shown
    counts = await items.counts_of_merchant(*where)
    undo: Undo | None = await undo_of(here, reader, shelf)
    template = items.template_of(shelf.shop.store.trade)
    return desk_page(
        here,
        shelf.shop,
        "item_categories.html",
        refused=refusal,
        said={"categories_saved": True},
        nav="items",
        shelf=shelf,
        lines=[
            Line(
                category_id=one.category_id,
                name=one.name,
                name_en="" if one.name_en == one.name else one.name_en,
                items=counts.get(one.category_id, 0),
                href=f"{shelf.root}?category={one.category_id}",
            )
            for one in known
        ],
        unsorted=(counts.get(None, 0), f"{shelf.root}?category={UNSORTED}"),
        fresh=fresh,
        undo=undo,
        offered=[one.name.within(here.locale) for one in template.categories],
        refusal=refusal,
        field=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
    )


ROUTES = [item_categories, category_added, categories_arranged]
