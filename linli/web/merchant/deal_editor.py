"""A deal put on sale, and a deal that is sold otherwise from now on."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, media, reservations
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.deal_form import CUSTOM, FIELDS, TIMES, DealForm, form_of, new_deal, read_form
from linli.web.merchant.deal_stores import store_choices, stores_wanted
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import photos
from linli.web.shared.security import new_nonce
from linli.web.shared.uploads import UPLOAD_BODY, sent_picture

ONLY_MANAGERS = {"who": Who.MANAGER}


class Editing(msgspec.Struct, frozen=True):
    """The deal that is being changed: as it was looked at, and how many of it are sold or held."""

    deal_id: UUID
    revision: int
    sold: int
    action: str
    page: str


@get("/{market:str}/desk/{slug:str}/deals/new", opt=ONLY_MANAGERS)
async def deal_new(here: Asked, slug: FromPath[str]) -> Response[str]:
    """An empty form."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _form_page(here, shop, DealForm(), new_nonce())


@post("/{market:str}/desk/{slug:str}/deals", opt=ONLY_MANAGERS, request_max_body_size=UPLOAD_BODY)
async def deal_published(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Put a deal on sale; or, when more lines are asked for, the same form with more of them."""
    sent = await here.request.form()
    form, key = read_form(sent), typed(sent, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        form = await _with_picture(here, slug, sent, form)
        if "more_rows" in sent:
            return await _form_page(here, shop, form.longer(), key)
        await _publish(here, slug, form, key)
    except Refusal as refusal:
        return await _form_page(here, shop, form, key, refusal)
    return here.see_other(f"{shop.desk}/deals?done=deal_published")


@get("/{market:str}/desk/{slug:str}/deals/{deal_id:uuid}", opt=ONLY_MANAGERS)
async def deal_edited(here: Asked, slug: FromPath[str], deal_id: FromPath[UUID]) -> Response[str]:
    """The form with the deal as it is sold now."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        deal, editing = await _editing(here, reader, shop, deal_id)
    return await _form_page(here, shop, form_of(deal), "", editing=editing)


@post(
    "/{market:str}/desk/{slug:str}/deals/{deal_id:uuid}",
    opt=ONLY_MANAGERS,
    request_max_body_size=UPLOAD_BODY,
)
async def deal_changed(here: Asked, slug: FromPath[str], deal_id: FromPath[UUID]) -> Response[str]:
    """Sell it otherwise from now on; what was sold keeps its terms."""
    sent = await here.request.form()
    form, revision = read_form(sent), typed(sent, "revision")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        _, editing = await _editing(here, reader, shop, deal_id)
    seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0
    editing = msgspec.structs.replace(editing, revision=seen)
    try:
        form = await _with_picture(here, slug, sent, form)
        if "more_rows" in sent:
            return await _form_page(here, shop, form.longer(), "", editing=editing)
        await _change(here, slug, form, editing)
    except Refusal as refusal:
        return await _form_page(here, shop, form, "", refusal, editing)
    return here.see_other(f"{shop.desk}/deals?done=deal_changed")


async def _editing(here: Here, reader: Reader, shop: Shop, deal_id: UUID) -> tuple[catalog.Deal, Editing]:
    """A deal of this store that is on sale. Refuses: not_found, deal_ended."""
    deal = await catalog.deal(reader, here.market_id, deal_id)
    if deal.store_id != shop.store.store_id:
        raise NOT_FOUND()
    if not deal.on_sale:
        raise catalog.DEAL_ENDED()
    left = await reservations.left(reader, here.market_id, deal_id)
    path = f"{shop.desk}/deals/{deal_id}"
    page = here.url(f"deals/{deal_id}")
    return deal, Editing(deal_id, deal.revision, deal.stock - left, path, page)


async def _with_picture(here: Here, slug: str, sent: FormMultiDict, form: DealForm) -> DealForm:
    """The form with the picture that was just chosen: it is kept at once, so that no refusal loses it.

    Refuses: as uploads do.
    """
    if typed(sent, "without_picture"):
        form = msgspec.structs.replace(form, picture="")
    ready = await sent_picture(here, sent, "upload")
    if ready is None:
        return form
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        kept = await media.keep_picture(work, here.market_id, shop.store.store_id, ready)
    return msgspec.structs.replace(form, picture=str(kept.picture_id))


async def _publish(here: Here, slug: str, form: DealForm, key: str) -> catalog.Deal:
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        new = new_deal(form, shop.store.store_id, here.market.currency, icon_of(shop))
        stores = await stores_wanted(here, work, shop, form.stores)
        new = msgspec.structs.replace(new, store_ids=stores)
        await _keep_on(here, work, shop, form.picture_id)
        asked = Key(f"desk:{here.person.person_id}", key, body_print("deal", msgspec.json.encode(new)))

        async def act() -> catalog.Deal:
            return await catalog.publish_deal(work, here.market_id, new)

        return await once(work, here.market_id, asked, catalog.Deal, act)


async def _change(here: Here, slug: str, form: DealForm, editing: Editing) -> None:
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        was = await catalog.deal(work, here.market_id, editing.deal_id)
        new = new_deal(form, shop.store.store_id, here.market.currency, was.icon)
        stores = await stores_wanted(here, work, shop, form.stores, was.store_ids)
        new = msgspec.structs.replace(new, store_ids=stores)
        if new.picture_id != was.picture_id:
            await _keep_on(here, work, shop, new.picture_id)
        await catalog.change_deal(work, here.market_id, editing.deal_id, new, editing.revision)


async def _keep_on(here: Here, work: Work, shop: Shop, picture_id: UUID | None) -> None:
    """The photo that the form names is still the store's own. Refuses: invalid (picture)."""
    owner_id = shop.store.store_id
    if picture_id and not await media.keep_on(work, here.market_id, owner_id, picture_id):
        raise INVALID(field="picture")


def icon_of(shop: Shop) -> str:
    """What pictures a deal without a photo: the first of the shop's things that is drawn."""
    return next((thing for thing in shop.store.things if thing in media.PICTURES), "ticket")


async def _form_page(
    here: Here,
    shop: Shop,
    form: DealForm,
    key: str,
    refusal: Refusal | None = None,
    editing: Editing | None = None,
) -> Response[str]:
    """The form, with the refusal at its field, or above all fields where it is about none of them."""
    field = str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else ""
    async with here.services.db.read() as reader:
        chosen = [form.picture_id] if form.picture_id else []
        photo = next(iter((await photos(reader, here.market, chosen)).values()), None)
        stores = await store_choices(here, reader, shop, form.stores)
    return desk_page(
        here,
        shop,
        "deal_form.html",
        refused=refusal,
        nav="deals",
        form=form,
        key=key,
        editing=editing,
        photo=photo,
        stores=stores,
        wrong=FIELDS.get(field, field),
        refusal=refusal,
        times=[*TIMES, CUSTOM],
        kinds=[kind.value for kind in catalog.UseKind],
    )


ROUTES = [deal_new, deal_published, deal_edited, deal_changed]
