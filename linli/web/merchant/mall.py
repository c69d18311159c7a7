"""The own mall at the desk: its look with a live preview, opening it, and what the platform shows as well."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import malls, media, merchants
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.mall_form import LookForm, form_of, preview_of, read_form, swatches
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of
from linli.web.shared.http import Asked, Here
from linli.web.shared.mall_colors import SWATCHES
from linli.web.shared.mall_hosts import origin_of, platform_host
from linli.web.shared.photos import photo_url, photos
from linli.web.shared.uploads import SEVERAL_BODY, sent_picture

ONLY_OWNERS = {"who": Who.OWNER}
PICTURES = ("logo", "cover")
DONE = (
    *("made", "changed", "undone", "opened", "closed", "listed"),
    *("page_kept", "page_removed", "page_restored", "host_asked", "host_given_up"),
)


class StoreSwitch(msgspec.Struct, frozen=True):
    """Whether one store stands on the market's platform."""

    store_id: UUID
    name: str
    listed: bool


class Known(msgspec.Struct, frozen=True):
    """What there is of a merchant's mall."""

    mall: malls.Mall | None
    pages: list[malls.Page]
    removed: list[malls.Page]
    stores: list[StoreSwitch]
    goes_back: bool
    host: malls.HostName | None = None


@get("/{market:str}/desk/{slug:str}/mall", opt=ONLY_OWNERS)
async def mall_desk(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The mall as it is, or the beginning of one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        known = await known_of(here, reader, shop)
        form = form_of(known.mall) if known.mall else first_form(shop)
        return await page(here, reader, shop, known, form)


@post("/{market:str}/desk/{slug:str}/mall", opt=ONLY_OWNERS, request_max_body_size=SEVERAL_BODY)
async def mall_kept(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Make the mall, or change how it looks; visitors see it so at once."""
    sent = await here.request.form()
    form = read_form(sent)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    if "preview" in sent:
        async with here.services.db.read() as reader:
            return await page(here, reader, shop, await known_of(here, reader, shop), form)
    try:
        done = await _keep(here, slug, form, sent)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        async with here.services.db.read() as reader:
            return await page(here, reader, shop, await known_of(here, reader, shop), form, refusal)
    return here.see_other(f"{shop.desk}/mall?done={done}")


@post("/{market:str}/desk/{slug:str}/mall/preview", opt=ONLY_OWNERS)
async def mall_seen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What the typed look means, while it is being typed; keeps nothing."""
    form = read_form(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        mall = await malls.mall_of_merchant(reader, here.market_id, shop.member.merchant_id)
    return here.page("merchant/mall_preview.html", preview=_preview(here, form, mall))


@post("/{market:str}/desk/{slug:str}/mall/undoing", opt=ONLY_OWNERS)
async def mall_undone(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The look before this one, again."""
    form = read_form(await here.request.form())
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        await malls.restore_look(work, here.market_id, shop.member.merchant_id, form.revision)
    return here.see_other(f"{shop.desk}/mall?done=undone")


@post("/{market:str}/desk/{slug:str}/mall/opening", opt=ONLY_OWNERS)
async def mall_opened(here: Asked, slug: FromPath[str]) -> Response[str]:
    """People see it from now on."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        await malls.open_mall(work, here.market_id, shop.member.merchant_id)
    return here.see_other(f"{shop.desk}/mall?done=opened")


@post("/{market:str}/desk/{slug:str}/mall/closing", opt=ONLY_OWNERS)
async def mall_closed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Nobody but its own people sees it."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        await malls.close_mall(work, here.market_id, shop.member.merchant_id)
    return here.see_other(f"{shop.desk}/mall?done=closed")


@post("/{market:str}/desk/{slug:str}/mall/listing", opt=ONLY_OWNERS)
async def mall_listed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Which stores stand on the platform too; the others are in their own mall only."""
    sent = await here.request.form()
    listed = {str(one) for one in sent.getall("listed", [])}
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        about = (here.market_id, shop.member.merchant_id)
        own = await merchants.stores_of_merchant(work, *about)
        hidden = [store.store_id for store in own if not store.closed and str(store.store_id) not in listed]
        await malls.set_unlisted(work, *about, hidden)
    return here.see_other(f"{shop.desk}/mall?done=listed#stores")


async def _keep(here: Here, slug: str, form: LookForm, sent: FormMultiDict) -> str:
    """What was done. Refuses: as uploads, `make_mall` and `change_look` do."""
    ready = {name: await sent_picture(here, sent, f"{name}_upload") for name in PICTURES}
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        about = (work, here.market_id, shop.member.merchant_id)
        mall = await malls.mall_of_merchant(*about)
        if mall is None:
            made = await malls.make_mall(*about, form.path, form.look(None))
            await _change(work, made, made.look, ready, made.revision)
            return "made"
        await _change(work, mall, form.look(mall.look), ready, form.revision)
    return "changed"


async def _change(
    work: Work,
    mall: malls.Mall,
    look: malls.Look,
    ready: dict[str, media.ReadyPicture | None],
    revision: int,
) -> None:
    await malls.change_look(
        work, mall.market_id, mall.merchant_id, look, revision, logo=ready["logo"], cover=ready["cover"]
    )


def first_form(shop: Shop) -> LookForm:
    """A mall begins with what the store says of itself."""
    store = shop.store
    return LookForm(
        path=store.slug[:40].strip("-"),
        name=store.name[:40],
        name_en=store.name_en[:40],
        tagline=store.tagline_zh,
        tagline_en=store.tagline_en,
    )


async def known_of(here: Here, reader: Reader, shop: Shop) -> Known:
    about = (reader, here.market_id, shop.member.merchant_id)
    mall = await malls.mall_of_merchant(*about)
    if mall is None:
        return Known(None, [], [], [], goes_back=False)
    hidden = await malls.all_unlisted(*about)
    stores = [store for store in await merchants.stores_of_merchant(*about) if not store.closed]
    return Known(
        mall,
        await malls.pages(*about),
        await malls.removed_pages(*about),
        [
            StoreSwitch(store.store_id, pick(here, store.name, store.name_en), store.store_id not in hidden)
            for store in stores
        ],
        goes_back=mall.revision > 1,
        host=await malls.host_name(*about),
    )


async def page(
    here: Here,
    reader: Reader,
    shop: Shop,
    known: Known,
    form: LookForm,
    refusal: Refusal | None = None,
    *,
    wanted_host: str = "",
) -> Response[str]:
    """The mall's desk, with a refusal at its field."""
    mall = known.mall
    shown = [one for one in (mall.logo_id, mall.cover_id) if one] if mall else []
    pictures = await photos(reader, here.market, shown)
    context: dict[str, Any] = {
        "mall_at": here.url(f"malls/{mall.slug}") if mall else "",
        "logo": pictures.get(mall.logo_id) if mall and mall.logo_id else None,
        "cover": pictures.get(mall.cover_id) if mall and mall.cover_id else None,
        "origin": origin_of(known.host.host, here.services.settings) if known.host else "",
        "platform": platform_host(here.services.settings),
        "wanted_host": wanted_host,
        "grounds": [ground.value for ground in malls.Ground],
    }
    return desk_page(
        here,
        shop,
        "mall.html",
        refused=refusal,
        said=dict.fromkeys(DONE, mall is not None),
        nav="mall",
        known=known,
        own_mall=mall,
        form=form,
        offered=SWATCHES,
        swatches=swatches(),
        preview=_preview(here, form, mall),
        refusal=refusal,
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        **context,
    )


def _preview(here: Here, form: LookForm, mall: malls.Mall | None) -> object:
    logo = photo_url(here.market.slug, mall.logo_id, media.SIZES[0]) if mall else None
    look = form.look(mall.look if mall else None)
    return preview_of(form, look, logo, english=here.locale == "en")


ROUTES = [mall_desk, mall_kept, mall_seen, mall_undone, mall_opened, mall_closed, mall_listed]
