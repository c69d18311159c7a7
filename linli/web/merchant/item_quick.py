"""From a photo to an article: one page on a phone, and on to the next one."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel import ids
from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import items, stock
from linli.modules.items import Item, ItemKind
from linli.services import Who
from linli.web.merchant.item_editor import make, named_by, with_uploads
from linli.web.merchant.item_form import ItemForm, read_form, uuid_of
from linli.web.merchant.item_meaning import field_of
from linli.web.merchant.item_shelf import Shelf, category_choices, item_of, shelf_of
from linli.web.merchant.shop import desk_page, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.security import new_nonce
from linli.web.shared.uploads import SEVERAL_BODY

ONLY_MANAGERS = {"who": Who.MANAGER}
# What a name and a price are enough for; the others have a form of their own.
KINDS = (ItemKind.GOODS, ItemKind.DISH, ItemKind.SERVICE)


class Saved(msgspec.Struct, frozen=True):
    """The article that was just saved."""

    item: Item
    photo: Photo | None
    page: str


@get("/{market:str}/desk/{slug:str}/items/quick", opt=ONLY_MANAGERS)
async def item_quick(here: Asked, slug: FromPath[str]) -> Response[str]:
    """An empty page with the last one's kind and category, and above it what was saved last."""
    asked = here.request.query_params
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        saved = await _saved(here, reader, shelf, asked.get("item", ""))
    kind = saved.item.kind if saved else _first_kind(shelf)
    form = ItemForm(
        ids.uuid7(),
        kind=kind.value,
        category=str(saved.item.category_id or "") if saved else "",
        at_store="yes",
        minutes="",
        stores=[shelf.shop.store.store_id],
    )
    return await _page(here, shelf, form, new_nonce(), saved=saved)


@post("/{market:str}/desk/{slug:str}/items/quick", opt=ONLY_MANAGERS, request_max_body_size=SEVERAL_BODY)
async def item_quickly_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Write it down, once however often it is sent, and on to the next; a refusal keeps photo and words."""
    sent = await here.request.form()
    form, key = read_form(sent), typed(sent, "key")
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
    form, refusal = await with_uploads(here, slug, sent, form)
    if refusal or form.more:
        return await _page(here, shelf, form, key, refusal)
    opening = typed(sent, "opening")
    try:
        units = _opening(opening) if form.kind == ItemKind.GOODS.value else 0
        made = await make(here, slug, form, key)
    except Refusal as no:
        return await _page(here, shelf, form, key, no, opening=opening)
    if units:
        await _put_down(here, slug, made, units)
    return here.see_other(f"{shelf.root}/quick?done=item_made&item={made}")


def _opening(text: str) -> int:
    """How many are there at the beginning; nothing typed: it is not counted. Refuses: invalid (opening)."""
    if text and not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise INVALID(field="opening")
    return int(text or "0")


async def _put_down(here: Here, slug: str, made: UUID, units: int) -> None:
    """So many came with the article, once however often its form is sent."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        item = await items.item(reader, here.market_id, made)
    came = {item.variants[0].variant_id: units}
    printed = body_print("opening", here.market_id, made, units)
    async with here.services.db.work(here.actor) as work:
        asked = Key(f"desk:{here.person.person_id}", f"opening-{made}", printed)
        await stock.receive(work, here.market_id, shelf.shop.store.store_id, came, asked)


def _first_kind(shelf: Shelf) -> ItemKind:
    """What the shop's trade sells first of all, if a name and a price are enough for it."""
    first = items.template_of(shelf.shop.store.trade).kinds[0]
    return first if first in KINDS else ItemKind.GOODS


async def _saved(here: Here, reader: Reader, shelf: Shelf, text: str) -> Saved | None:
    key = uuid_of(text)
    if key is None:
        return None
    try:
        item = await item_of(here, reader, shelf, key)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            return None
        raise
    seen = await photos(reader, here.market, item.picture_ids[:1])
    return Saved(item, next(iter(seen.values()), None), f"{shelf.root}/{item.item_id}")


async def _page(
    here: Here,
    shelf: Shelf,
    form: ItemForm,
    key: str,
    refusal: Refusal | None = None,
    saved: Saved | None = None,
    opening: str = "",
) -> Response[str]:
    field = str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""
    async with here.services.db.read() as reader:
        known = await photos(reader, here.market, form.picture_ids)
        categories = await items.categories(reader, here.market_id, shelf.merchant_id)
        taken = await named_by(here, reader, shelf, refusal)
    hung: list[tuple[UUID, Photo]] = [(one, known[one]) for one in form.picture_ids if one in known]
    return desk_page(
        here,
        shelf.shop,
        "item_quick.html",
        refused=refusal,
        said={"item_made": saved is not None},
        nav="items",
        shelf=shelf,
        form=form,
        row=form.variant_rows[0],
        opening=opening,
        key=key,
        hung=hung,
        saved=saved,
        categories=category_choices(here, categories),
        kinds=[one.value for one in KINDS],
        wrong=field_of(field),
        refusal=refusal,
        taken=taken,
    )


ROUTES = [item_quick, item_quickly_made]
