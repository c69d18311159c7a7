"""Where else the store sells: its accounts at other platforms, connected by its owner."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.refusals import INVALID, Refusal
from linli.modules import foreign_vouchers
from linli.modules.foreign_vouchers import ConnectionState
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import desk_page, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_OWNERS = {"who": Who.OWNER}
# What the form can put right; anything else is somebody else's to mend, and said as it is.
SHOWN_AT_FORM = frozenset(
    (
        INVALID.code,
        foreign_vouchers.FOREIGN_KEYS_WRONG.code,
        foreign_vouchers.FOREIGN_CONNECTED.code,
        foreign_vouchers.FOREIGN_UNREACHABLE.code,
        foreign_vouchers.FOREIGN_STILL_UNCLEAR.code,
    )
)


class PlatformForm(msgspec.Struct, frozen=True):
    """As it was typed; the secret is not shown again."""

    platform: str = ""
    app: str = ""
    shop: str = ""


DESK = "/{market:str}/desk/{slug:str}/platforms"


@get(DESK, opt=ONLY_OWNERS)
async def platforms(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What is connected, how it stands, and a form for the next one."""
    return await _page(here, slug, PlatformForm())


@post(DESK, opt=ONLY_OWNERS)
async def platform_connected(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Keys are tried at the platform before they are kept."""
    sent = await here.request.form()
    form = PlatformForm(typed(sent, "platform"), typed(sent, "app"), typed(sent, "shop"))
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
    try:
        if form.platform not in offered(here):
            raise INVALID(field="platform")
        await foreign_vouchers.connect(
            here.services.db,
            here.market_id,
            shop.store.store_id,
            shop.member.merchant_id,
            here.actor,
            form.platform,
            (form.app, typed(sent, "secret"), form.shop),
            here.services.foreign,
        )
    except Refusal as refusal:
        if refusal.code not in SHOWN_AT_FORM:
            raise
        return await _page(here, slug, form, refusal)
    return here.see_other(f"{shop.desk}/platforms?done=platform_connected")


@post(f"{DESK}/{{connection_id:uuid}}/pausing", opt=ONLY_OWNERS)
async def platform_paused(here: Asked, slug: FromPath[str], connection_id: FromPath[UUID]) -> Response[str]:
    """No new codes; what was taken can still be undone."""
    return await _moved(here, slug, connection_id, ConnectionState.PAUSED)


@post(f"{DESK}/{{connection_id:uuid}}/resumption", opt=ONLY_OWNERS)
async def platform_resumed(here: Asked, slug: FromPath[str], connection_id: FromPath[UUID]) -> Response[str]:
    """Codes are asked about again."""
    return await _moved(here, slug, connection_id, ConnectionState.ACTIVE)


@post(f"{DESK}/{{connection_id:uuid}}/disconnection", opt=ONLY_OWNERS)
async def platform_ended(here: Asked, slug: FromPath[str], connection_id: FromPath[UUID]) -> Response[str]:
    """For good: the keys are thrown away."""
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.OWNER)
            at = (here.market_id, shop.store.store_id)
            await foreign_vouchers.disconnect(work, *at, connection_id)
    except Refusal as refusal:
        if refusal.code not in SHOWN_AT_FORM:
            raise
        return await _page(here, slug, PlatformForm(), refusal)
    return here.see_other(f"{shop.desk}/platforms?done=platform_ended")


async def _moved(here: Here, slug: str, connection_id: UUID, to: ConnectionState) -> Response[str]:
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.OWNER)
        at = (here.market_id, shop.store.store_id)
        await foreign_vouchers.move_connection(work, *at, connection_id, to)
    return here.see_other(f"{shop.desk}/platforms?done=platform_{to.value}")


def offered(here: Here) -> list[str]:
    """The platforms that sell in this market's currency."""
    every = here.services.foreign.platforms.values()
    return [one.name for one in every if one.currency == here.market.currency]


async def _page(here: Here, slug: str, form: PlatformForm, refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.OWNER)
        known = await foreign_vouchers.connections(reader, here.market_id, shop.store.store_id)
    there = {one.platform for one in known}
    states = {one.state for one in known}
    return desk_page(
        here,
        shop,
        "platforms.html",
        refused=refusal,
        said={
            "platform_connected": bool(known),
            "platform_active": ConnectionState.ACTIVE in states,
            "platform_paused": ConnectionState.PAUSED in states,
            "platform_ended": True,
        },
        nav="platforms",
        known=known,
        free=[name for name in offered(here) if name not in there],
        form=form,
        wrong=str(refusal.params.get("field", "")) if refusal else "",
        refusal=refusal,
    )


ROUTES = [platforms, platform_connected, platform_paused, platform_resumed, platform_ended]
