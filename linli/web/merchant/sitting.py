"""Clerks at an enrolled device: choosing a PIN, sitting down with it, standing up."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.modules import merchants, terminals
from linli.modules.merchants import Store
from linli.modules.terminals import Device
from linli.services import Who
from linli.web.merchant.shop import Shop, pick, shop_of, typed
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

AT_A_DEVICE = {"who": Who.DEVICE}
# Signed in as themselves: who sits there by PIN does not choose another.
ONLY_CLERKS = {"who": Who.CLERK}


@get("/{market:str}/counter/{slug:str}/sitting", opt=AT_A_DEVICE)
async def sitting_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Who works here, and a field for the PIN."""
    async with here.services.db.read() as reader:
        store, device = await _place(here, reader, slug)
    return await _page(here, store, device)


@post("/{market:str}/counter/{slug:str}/sitting", opt=AT_A_DEVICE)
async def sitting_begun(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The right PIN: the counter is this clerk's from now on, for twelve hours."""
    form = await here.request.form()
    who, pin = typed(form, "person_id"), typed(form, "pin")
    async with here.services.db.read() as reader:
        store, device = await _place(here, reader, slug)
    try:
        about = (here.services.db, here.market_id, device, _person(who), pin)
        cookie = await terminals.sit_down(*about, here.services.pins)
    except Refusal as refusal:
        if _by_script(here):
            raise
        return await _page(here, store, device, who, refusal)
    counter = here.url(f"counter/{slug}")
    answer = _nothing() if _by_script(here) else here.see_other(counter)
    life = int(terminals.SITTING_LIFE.total_seconds())
    here.cookie(answer, security.SITTING_COOKIE, cookie, life, path=here.url("counter"))
    return answer


@post("/{market:str}/counter/{slug:str}/sitting/end", opt=AT_A_DEVICE)
async def sitting_ended(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The clerk leaves; the next one chooses their name."""
    async with here.services.db.work() as work:
        _, device = await _place(here, work, slug)
        await terminals.end_sitting(work, here.market_id, device.device_id)
    answer = _nothing() if _by_script(here) else here.see_other(here.url(f"counter/{slug}/sitting"))
    here.cookie(answer, security.SITTING_COOKIE, "", 0, path=here.url("counter"))
    return answer


@get("/{market:str}/counter/{slug:str}/pin", opt=ONLY_CLERKS)
async def pin_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Choosing one's own PIN, in one's own session."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        chosen = await terminals.has_pin(
            reader, here.market_id, shop.member.merchant_id, here.person.person_id
        )
    return _pin_page(here, shop, chosen)


@post("/{market:str}/counter/{slug:str}/pin", opt=ONLY_CLERKS)
async def pin_chosen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """From now on this PIN and no other."""
    pin = typed(await here.request.form(), "pin")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        await terminals.set_pin(here.services.db, here.market_id, shop.member, pin, here.services.pins)
    except Refusal as refusal:
        return _pin_page(here, shop, False, refusal)
    return here.see_other(f"{shop.counter}/pin?done=pin_chosen")


def _pin_page(here: Here, shop: Shop, chosen: bool, refusal: Refusal | None = None) -> Response[str]:
    return here.page(
        "merchant/pin.html",
        refused=refusal,
        said={"pin_chosen": chosen},
        shop=shop,
        store_name=shop.name,
        clerk_name=shop.member.name,
        counter_home=shop.counter,
        chosen=chosen,
        refusal=refusal,
    )


async def _place(here: Here, reader: Reader, slug: str) -> tuple[Store, Device]:
    """The store, and the device that asks. Refuses: not_found, device_revoked."""
    store = await merchants.store_by_slug(reader, here.market_id, slug)
    if here.device is None:
        raise NOT_FOUND()
    if here.device.revoked_at is not None:
        raise terminals.DEVICE_REVOKED()
    return store, here.device


async def _page(
    here: Here, store: Store, device: Device, chosen: str = "", refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        clerks = [one for one in await terminals.clerks(reader, here.market_id, device) if one.has_pin]
    return here.page(
        "merchant/sitting.html",
        refused=refusal,
        store_name=pick(here, store.name, store.name_en),
        counter_home=here.url(f"counter/{store.slug}"),
        action=here.url(f"counter/{store.slug}/sitting"),
        pin_href=here.url(f"counter/{store.slug}/pin"),
        clerks=clerks,
        chosen=chosen,
        device=device,
        refusal=refusal,
    )


def _person(text: str) -> UUID:
    """Who was chosen; nobody's id for what is none, which no PIN fits."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _by_script(here: Here) -> bool:
    return here.request.headers.get("accept") == "application/json"


def _nothing() -> Response[str]:
    return Response("", status_code=204, headers={"Cache-Control": "no-store"})


ROUTES = [sitting_page, sitting_begun, sitting_ended, pin_page, pin_chosen]
