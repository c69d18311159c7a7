"""The photos a store shows of itself: several at once from the phone, their order, their words, the cover."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import merchants
from linli.modules.merchants import StaffRole, StorePhoto
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here
from linli.web.shared.photos import Photo, photos
from linli.web.shared.uploads import SEVERAL_BODY, sent_pictures

ONLY_MANAGERS = {"who": Who.MANAGER}
# What a photo's buttons do, as "first:<id>".
DEEDS = ("first", "up", "down", "drop")


class Hung(msgspec.Struct, frozen=True):
    """One photo on the page, with its words as they were typed."""

    picture_id: UUID
    photo: Photo
    caption_zh: str
    caption_en: str


@get("/{market:str}/desk/{slug:str}/photos", opt=ONLY_MANAGERS)
async def gallery(here: Asked, slug: FromPath[str]) -> Response[str]:
    """As they hang now."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        hung = await merchants.photos_of_store(reader, here.market_id, shop.store.store_id)
        return await _page(here, reader, shop, hung)


@post("/{market:str}/desk/{slug:str}/photos", opt=ONLY_MANAGERS, request_max_body_size=SEVERAL_BODY)
async def photos_added(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Hang what was chosen. One that cannot be read is told and keeps no other from being hung."""
    sent = await here.request.form()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    ready, refusal = await sent_pictures(here, sent, "upload")
    try:
        for one in ready:
            async with here.services.db.work(here.actor) as work:
                await shop_of(here, work, slug, StaffRole.MANAGER)
                await merchants.add_photo(work, here.market_id, shop.store.store_id, one)
    except Refusal as full:
        refusal = full
    if refusal is None and ready:
        return here.see_other(f"{shop.desk}/photos?done=photos_added")
    async with here.services.db.read() as reader:
        hung = await merchants.photos_of_store(reader, here.market_id, shop.store.store_id)
        return await _page(here, reader, shop, hung, refusal or INVALID(field="upload"))


@post("/{market:str}/desk/{slug:str}/photos/order", opt=ONLY_MANAGERS)
async def photos_arranged(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Keep the words as typed, and do what the pressed button says."""
    sent = await here.request.form()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    wanted = _read(sent, shop.store.store_id)
    deed, which = _deed(sent)
    try:
        async with here.services.db.work(here.actor) as work:
            await shop_of(here, work, slug, StaffRole.MANAGER)
            about = (work, here.market_id, shop.store.store_id)
            await merchants.arrange_photos(*about, moved(wanted, deed, which))
            if deed == "drop" and which:
                await merchants.drop_photo(*about, which)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        async with here.services.db.read() as reader:
            return await _page(here, reader, shop, wanted, refusal)
    return here.see_other(f"{shop.desk}/photos?done=photos_changed")


def moved(photos: Sequence[StorePhoto], deed: str, which: UUID | None) -> list[StorePhoto]:
    """The photos in their new order: one comes first, or a place earlier or later."""
    order = list(photos)
    at = next((place for place, one in enumerate(order) if one.picture_id == which), None)
    if at is None:
        return order
    to = {"first": 0, "up": max(0, at - 1), "down": min(len(order) - 1, at + 1)}.get(deed, at)
    order.insert(to, order.pop(at))
    return order


def _read(sent: FormMultiDict, store_id: UUID) -> list[StorePhoto]:
    """The photos of the form with their words; what is no id is passed over."""
    found = []
    for text in sent.getall("photo", []):
        picture_id = _uuid(str(text))
        if picture_id is None:
            continue
        own, english = (typed(sent, f"caption_{name}_{picture_id}") for name in ("zh", "en"))
        photo = StorePhoto(store_id=store_id, picture_id=picture_id, caption_zh=own, caption_en=english)
        found.append(photo)
    return found


def _deed(sent: FormMultiDict) -> tuple[str, UUID | None]:
    deed, _, which = typed(sent, "deed").partition(":")
    return (deed, _uuid(which)) if deed in DEEDS else ("", None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _page(
    here: Here, reader: Reader, shop: Shop, hung: Sequence[StorePhoto], refusal: Refusal | None = None
) -> Response[str]:
    known = await photos(reader, here.market, [one.picture_id for one in hung])
    shown = [
        Hung(one.picture_id, known[one.picture_id], one.caption_zh, one.caption_en)
        for one in hung
        if one.picture_id in known
    ]
    return desk_page(
        here,
        shop,
        "gallery.html",
        refused=refusal,
        nav="photos",
        hung=shown,
        refusal=refusal,
        field=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        said={"photos_added": bool(shown), "photos_changed": True},
    )


ROUTES = [gallery, photos_added, photos_arranged]
