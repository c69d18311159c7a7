"""What the store says of itself: names, address, how to reach it."""

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import merchants
from linli.modules.merchants import ATTRIBUTES, StaffRole, Store, StoreProfile
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
TEXTS = tuple(name for name in StoreProfile.__struct_fields__ if name not in ("price_level", "attributes"))


@get("/{market:str}/desk/{slug:str}/profile", opt=ONLY_MANAGERS)
async def profile(here: Asked, slug: FromPath[str]) -> Response[str]:
    """As it stands."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return _page(here, shop, _profile_of(shop.store))


@post("/{market:str}/desk/{slug:str}/profile", opt=ONLY_MANAGERS)
async def profile_changed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Say it otherwise; the store's page and the search follow at once."""
    wanted = _read(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            await shop_of(here, work, slug, StaffRole.MANAGER)
            await merchants.change_profile(work, here.market_id, shop.store.store_id, wanted)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return _page(here, shop, wanted, str(refusal.params["field"]), refusal.status)
    return here.see_other(f"{shop.desk}/profile?done=profile_changed")


def _read(form: FormMultiDict) -> StoreProfile:
    level = typed(form, "price_level")
    texts = {name: typed(form, name) for name in TEXTS}
    said = {"price_level": int(level) if level in tuple("01234") else 0, "attributes": _ticked(form)}
    return msgspec.convert(texts | said, StoreProfile)


def _ticked(form: FormMultiDict) -> tuple[str, ...]:
    """What was ticked, in the order of the list; a name that is not on it is passed over."""
    ticked = set(form.getall("attributes", []))
    return tuple(name for name in ATTRIBUTES if name in ticked)


def _profile_of(store: Store) -> StoreProfile:
    return msgspec.convert(
        {name: getattr(store, name) for name in StoreProfile.__struct_fields__}, StoreProfile
    )


def _page(here: Here, shop: Shop, form: StoreProfile, wrong: str = "", status: int = 200) -> Response[str]:
    return desk_page(
        here,
        shop,
        "profile.html",
        status=status,
        nav="profile",
        form=form,
        wrong=wrong,
        attributes=ATTRIBUTES,
        said={"profile_changed": True},
    )


ROUTES = [profile, profile_changed]
