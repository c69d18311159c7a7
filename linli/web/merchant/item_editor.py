"""An article written down, and an article that is otherwise from now on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel import ids
from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import items, media
from linli.modules.items import Allergen, ContentUnit, Item, ItemKind, ItemState
from linli.services import Who
from linli.web.merchant.item_form import ItemForm, moved, read_form
from linli.web.merchant.item_meaning import CUSTOM, TIMES, differences, field_of, form_of, new_item
from linli.web.merchant.item_shelf import (
    Shelf,
    category_choices,
    item_of,
    places_to_change,
    shelf_of,
    store_choices,
)
from linli.web.merchant.shop import desk_page, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import photos
from linli.web.shared.security import new_nonce
from linli.web.shared.uploads import SEVERAL_BODY, sent_pictures

ONLY_MANAGERS = {"who": Who.MANAGER}
MOST_PICTURES = 12


class Editing(msgspec.Struct, frozen=True):
    """The article that is being changed: the revision as it was looked at, where it is sold, whether all of
    it may be written; `theirs` is what somebody else wrote meanwhile, field by field.
    """

    item_id: UUID
    title: str
    revision: int
    stores: Sequence[UUID]
    writable: bool
    theirs: Mapping[str, str] = {}


@get("/{market:str}/desk/{slug:str}/items/new", opt=ONLY_MANAGERS)
async def item_new(here: Asked, slug: FromPath[str]) -> Response[str]:
    """An empty form; `?kind=` begins with one kind."""
    kind = here.request.query_params.get("kind", "")
    known = kind if kind in set(ItemKind) else ItemKind.GOODS.value
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
    form = ItemForm(ids.uuid7(), kind=known, at_store="yes", stores=[shelf.shop.store.store_id])
    return await _page(here, shelf, form, new_nonce())


@post("/{market:str}/desk/{slug:str}/items", opt=ONLY_MANAGERS, request_max_body_size=SEVERAL_BODY)
async def item_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Write it down, once however often the form is sent; or only add lines or photos to the form."""
    sent = await here.request.form()
    form, key = read_form(sent), typed(sent, "key")
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
    form, refusal = await with_uploads(here, slug, sent, form)
    if refusal or form.more:
        return await _page(here, shelf, form, key, refusal)
    try:
        made = await make(here, slug, form, key)
    except Refusal as no:
        return await _page(here, shelf, form, key, no)
    return here.see_other(f"{shelf.root}?done=item_made&item={made}")


@get("/{market:str}/desk/{slug:str}/items/{item_id:uuid}", opt=ONLY_MANAGERS)
async def item_edited(here: Asked, slug: FromPath[str], item_id: FromPath[UUID]) -> Response[str]:
    """The form with the article as it is now; of an article that other stores sell as well, where it is
    sold.
    """
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        item, editing = await _editing(here, reader, shelf, item_id)
    return await _page(here, shelf, form_of(item, tuple(editing.stores)), "", editing=editing)


@post(
    "/{market:str}/desk/{slug:str}/items/{item_id:uuid}",
    opt=ONLY_MANAGERS,
    request_max_body_size=SEVERAL_BODY,
)
async def item_changed(here: Asked, slug: FromPath[str], item_id: FromPath[UUID]) -> Response[str]:
    """As it is from now on. Where somebody else was faster, nothing is written: the page shows both."""
    sent = await here.request.form()
    form = msgspec.structs.replace(read_form(sent), item_id=item_id)
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        _, editing = await _editing(here, reader, shelf, item_id)
    seen = typed(sent, "revision")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    editing = msgspec.structs.replace(editing, revision=revision)
    form, refusal = await with_uploads(here, slug, sent, form)
    if refusal or form.more:
        return await _page(here, shelf, form, "", refusal, editing)
    try:
        await _change(here, slug, form, revision)
    except Refusal as no:
        if no.kind is items.ITEM_CHANGED:
            editing = await _overtaken(here, slug, form)
        return await _page(here, shelf, form, "", no, editing)
    return here.see_other(f"{shelf.root}?done=item_changed&item={item_id}")


async def make(here: Here, slug: str, form: ItemForm, key: str) -> UUID:
    """Write a typed article into the range of the chosen stores; its id. Refuses: as create_items,
    item_shared (no store of the reader's is chosen).
    """
    async with here.services.db.work(here.actor) as work:
        shelf = await shelf_of(here, work, slug)
        new = new_item(form, here.market.currency)
        stores = sorted(shelf.keeper.store_ids.intersection(form.stores))
        if not shelf.keeper.may_write(stores):
            raise INVALID(field="stores")
        asked = Key(
            f"desk:{here.person.person_id}", key, body_print("item", msgspec.json.encode(new), stores)
        )

        async def act() -> UUID:
            if known := await items.items(work, here.market_id, [form.item_id]):
                return _same(known[0], shelf, new)
            await _keep_on(here, work, shelf, new.item_id or ids.uuid7(), new.picture_ids)
            made = await items.create_items(work, here.market_id, shelf.merchant_id, [new], stores)
            return made[0].item_id

        return await once(work, here.market_id, asked, UUID, act)


def _same(known: Item, shelf: Shelf, new: items.NewItem) -> UUID:
    """What was written already, sent once more because its answer was lost. Refuses: not_found, item_changed
    (it is otherwise by now).
    """
    if known.merchant_id != shelf.merchant_id:
        raise NOT_FOUND()
    if (known.title, len(known.variants)) != (new.title, len(new.variants)):
        raise items.ITEM_CHANGED(title=known.title)
    return known.item_id


async def with_uploads(
    here: Here, slug: str, sent: FormMultiDict, form: ItemForm
) -> tuple[ItemForm, Refusal | None]:
    """The form with the photos that were just chosen, and with one moved or dropped as its button says; they
    are kept at once, so that no refusal loses them.
    """
    ready, refusal = await sent_pictures(here, sent, "upload")
    pictures = list(dict.fromkeys(form.pictures))
    if len(pictures) + len(ready) > MOST_PICTURES:
        refusal = refusal or media.TOO_MANY_FILES(most=MOST_PICTURES)
    for one in ready[: max(0, MOST_PICTURES - len(pictures))]:
        async with here.services.db.work(here.actor) as work:
            shelf = await shelf_of(here, work, slug)
            kept = await items.keep_photo(work, here.market_id, shelf.merchant_id, form.item_id, one)
        pictures.append(str(kept.picture_id))
    pictures = moved(list(dict.fromkeys(pictures)), form.more)
    return msgspec.structs.replace(form, pictures=pictures), refusal


async def _editing(here: Here, reader: Reader, shelf: Shelf, item_id: UUID) -> tuple[Item, Editing]:
    item = await item_of(here, reader, shelf, item_id)
    stores = (await items.stores_of_items(reader, here.market_id, [item_id])).get(item_id, ())
    writable = shelf.keeper.may_write(stores)
    return item, Editing(item_id, item.title, item.revision, stores, writable)


async def _change(here: Here, slug: str, form: ItemForm, revision: int) -> None:
    """The article and where it is sold; whoever may not write it says where it is sold in their stores."""
    async with here.services.db.work(here.actor) as work:
        shelf = await shelf_of(here, work, slug)
        was, editing = await _editing(here, work, shelf, form.item_id)
        add, drop = places_to_change(shelf, form.item_id, form.stores, editing.stores)
        new = []
        if editing.writable:
            meant = new_item(form, here.market.currency, was)
            fresh = [one for one in meant.picture_ids if one not in was.picture_ids]
            await _keep_on(here, work, shelf, form.item_id, fresh)
            new = [(meant, revision)]
        about = (work, here.market_id, shelf.merchant_id, here.person.person_id)
        if new or add or drop:
            await items.change_together(*about, new, add, drop)


async def _overtaken(here: Here, slug: str, form: ItemForm) -> Editing:
    """The article as somebody else left it, beside what is typed; saving again puts this over it."""
    async with here.services.db.read() as reader:
        shelf = await shelf_of(here, reader, slug)
        item, editing = await _editing(here, reader, shelf, form.item_id)
    theirs = differences(form, form_of(item, tuple(editing.stores)))
    return msgspec.structs.replace(editing, theirs=theirs)


async def _keep_on(here: Here, work: Work, shelf: Shelf, item_id: UUID, picture_ids: Sequence[UUID]) -> None:
    """The photos that the form names are still the article's own. Refuses: invalid (upload)."""
    owner = items.keeper_of_photos(shelf.merchant_id, item_id)
    for picture_id in picture_ids:
        if not await media.keep_on(work, here.market_id, owner, picture_id):
            raise INVALID(field="upload")


async def _page(
    here: Here,
    shelf: Shelf,
    form: ItemForm,
    key: str,
    refusal: Refusal | None = None,
    editing: Editing | None = None,
) -> Response[str]:
    """The form, with the refusal at its field, or above all fields where it is about none of them."""
    field = str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""
    async with here.services.db.read() as reader:
        known = await photos(reader, here.market, form.picture_ids)
        categories = await items.categories(reader, here.market_id, shelf.merchant_id)
        taken = await named_by(here, reader, shelf, refusal)
    return desk_page(
        here,
        shelf.shop,
        "item_form.html",
        refused=refusal,
        nav="items",
        shelf=shelf,
        form=form,
        key=key,
        editing=editing,
        hung=[(str(one), known[one]) for one in form.picture_ids if one in known],
        stores=store_choices(here, shelf, form.stores),
        categories=category_choices(here, categories),
        wrong=field_of(field),
        refusal=refusal,
        taken=taken,
        kinds=[one.value for one in ItemKind],
        states=[one.value for one in ItemState],
        units=[one.value for one in ContentUnit],
        allergens=[one.value for one in Allergen],
        times=[*TIMES, CUSTOM],
        most_pictures=MOST_PICTURES,
    )


async def named_by(
    here: Here, reader: Reader, shelf: Shelf, refusal: Refusal | None
) -> items.Sellable | None:
    """The article that has the code already, if that is why it was refused."""
    if refusal is None or refusal.kind is not items.CODE_TAKEN:
        return None
    code = str(refusal.params["code"])
    found = await items.variants_by_code(reader, here.market_id, shelf.merchant_id, [code])
    known = await items.variants(reader, here.market_id, found.values())
    return next(iter(known.values()), None)


ROUTES = [item_new, item_made, item_edited, item_changed]
