"""A file of articles at the desk: sent, looked at, imported; and what a trade begins with, in one go."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import items, media, stock
from linli.modules.items import Import
from linli.services import Who
from linli.web.merchant.item_files import IMPORT
from linli.web.merchant.item_form import uuid_of
from linli.web.merchant.item_import_views import shown_import
from linli.web.merchant.item_shelf import Shelf, shelf_of, store_choices
from linli.web.merchant.shop import desk_page, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.trades import TRADES
from linli.web.shared.uploads import UPLOAD_BODY

ONLY_MANAGERS = {"who": Who.MANAGER}
ROOT = "/{market:str}/desk/{slug:str}/items"


@get(ROOT + "/import", opt=ONLY_MANAGERS)
async def import_form(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What a file looks like, where to send it, and what was sent last."""
    return await _form_page(here, slug)


@post(ROOT + "/import", opt=ONLY_MANAGERS, request_max_body_size=UPLOAD_BODY)
async def import_sent(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Read a file and show what it would do; nothing is written yet."""
    form = await here.request.form()
    try:
        one, root = await _show(here, slug, form)
    except Refusal as refusal:
        if refusal.status not in (409, 413, 422, 429):
            raise
        return await _form_page(here, slug, refusal)
    return here.see_other(f"{root}/imports/{one.import_id}")


@get(IMPORT, opt=ONLY_MANAGERS)
async def import_shown(here: Asked, slug: FromPath[str], import_id: FromPath[UUID]) -> Response[str]:
    """What it would do; or how far it is, and what it did."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        one = await items.import_of(reader, here.market_id, shelf.merchant_id, import_id)
    return _import_page(here, shelf, one)


@post(IMPORT + "/confirmation", opt=ONLY_MANAGERS)
async def import_confirmed(here: Asked, slug: FromPath[str], import_id: FromPath[UUID]) -> Response[str]:
    """Write it; after somebody was faster, show what it would do by now."""
    form = await here.request.form()
    try:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            make = typed(form, "make_shelves") != "no"
            about = (work, here.market_id, shelf.keeper, import_id)
            one = await items.start_import(*about, make_shelves=make)
    except Refusal as refusal:
        if refusal.status not in (409, 422) and refusal.kind is not items.ITEM_SHARED:
            raise
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            about = (work, here.market_id, shelf.keeper, import_id)
            one = await items.show_import_again(*about, _counts(here, work, shelf))
        return _import_page(here, shelf, one, refusal)
    return here.see_other(f"{shelf.root}/imports/{one.import_id}")


@post(ROOT + "/template", opt=ONLY_MANAGERS)
async def template_applied(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The categories of a trade, behind those that there are."""
    form = await here.request.form()
    async with here.services.db.work(here.actor) as work:
        shelf = await shelf_of(here, work, slug)
        trade = typed(form, "trade") or shelf.shop.store.trade
        await items.apply_template(work, here.market_id, shelf.merchant_id, trade)
    return here.see_other(f"{shelf.root}/import?done=template_applied")


async def _show(here: Here, slug: str, form: FormMultiDict) -> tuple[Import, str]:
    """Refuses: as prepare_import and show_import; too_many_tries; invalid (upload: nothing was chosen)."""
    chosen = form.get("upload")
    data = await chosen.read() if isinstance(chosen, UploadFile) else b""
    async with here.services.db.work(here.actor) as work:
        shelf = await shelf_of(here, work, slug)
        await media.count_upload(work, here.person.person_id)
    if not isinstance(chosen, UploadFile) or not chosen.filename:
        raise INVALID(field="upload")
    ready = await items.prepare_import(data, shelf.shop.store.trade, here.market)
    stores = {one for text in form.getall("store", []) if (one := uuid_of(str(text))) is not None}
    async with here.services.db.work(here.actor) as work:
        shelf = await shelf_of(here, work, slug)
        where = sorted({shelf.shop.store.store_id, *stores} & shelf.keeper.store_ids)
        about = (work, here.market_id, shelf.keeper, ready, chosen.filename, where)
        counts = _counts(here, work, shelf)
        return await items.show_import(*about, here.person.person_id, counts), shelf.root


def _counts(here: Here, reader: Reader, shelf: Shelf) -> items.StoreCounts:
    """The stock that a file tells is that of the store whose desk it is sent from."""
    store_id = shelf.shop.store.store_id
    return items.StoreCounts(store_id, partial(stock.on_hand, reader, here.market_id, store_id))


async def _form_page(here: Here, slug: str, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        about = (reader, here.market_id, shelf.merchant_id)
        known = await items.categories(*about)
        sent = await items.imports_of_merchant(*about)
        counts = await items.counts_of_merchant(*about)
    own = shelf.shop.store
    return desk_page(
        here,
        shelf.shop,
        "item_import.html",
        refused=refusal,
        said={"template_applied": bool(known)},
        nav="items",
        root=shelf.root,
        refusal=refusal,
        stores=[one for one in store_choices(here, shelf, ()) if one.store_id != own.store_id],
        begins=items.template_of(own.trade),
        trades=sorted(TRADES),
        categories=known,
        articles=sum(counts.values()),
        sent=sent,
        most=items.MOST_ROWS,
    )


def _import_page(here: Here, shelf: Shelf, one: Import, refusal: Refusal | None = None) -> Response[str]:
    names = {store.store_id: (store.name, store.name_en) for store in shelf.stores}
    stores = [names[store_id] for store_id in one.store_ids if store_id in names]
    after = here.request.query_params.get("after", "0")
    passed = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    return desk_page(
        here,
        shelf.shop,
        "item_import_report.html",
        refused=refusal,
        nav="items",
        root=shelf.root,
        refusal=refusal,
        shown=shown_import(here, one, stores, shelf.root, passed),
    )


ROUTES = [import_form, import_sent, import_shown, import_confirmed, template_applied]
