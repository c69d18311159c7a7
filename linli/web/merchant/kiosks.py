"""The desk's pages of screens: a kiosk on the floor or a clerk's tablet, and what it brought."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import kiosks, marketing
from linli.modules.kiosks import Counts, Kiosk, Mark
from linli.modules.marketing import Channel, Landing, LandingKind, Place
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.code_views import clerks_of
from linli.web.merchant.shop import Shop, desk_page, money_here, shop_of, typed
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}
KIOSKS = "/{market:str}/desk/{slug:str}/kiosks"
ONE = KIOSKS + "/{kiosk_id:uuid}"
COUNTED = timedelta(days=30)
LONGEST_LABEL = 60
NOTHING = Counts(UUID(int=0), 0, 0)


class Brought(msgspec.Struct, frozen=True):
    """What came of the code of a screen, or of a clerk who serves with it (`name`; "": the screen itself)."""

    name: str
    href: str
    visits: int
    orders: int
    paid: Money


@get(KIOSKS, opt=ONLY_MANAGERS)
async def kiosk_list(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every screen of the store with what was chosen at it, and a form for the next one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _list(here, shop)


@post(KIOSKS, opt=ONLY_MANAGERS)
async def kiosk_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new screen, with codes to which its sales are credited, and a link that opens it."""
    form = await here.request.form()
    name = typed(form, "name")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    try:
        async with here.services.db.work(here.actor) as work:
            # Before a code is called so.
            label = name or kiosks.LONGEST_NAME * " "
            sellers = await _sellers(work, here, shop, form, label, {})
            mark = await _mark(work, here, shop, label, None)
            made = await kiosks.set_up(work, here.market_id, shop.member, name, mark, sellers)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _list(here, shop, refused=refusal, name=name)
    return here.see_other(f"{shop.desk}/kiosks/{made.kiosk_id}")


@get(ONE, opt=ONLY_MANAGERS)
async def kiosk_page(here: Asked, slug: FromPath[str], kiosk_id: FromPath[UUID]) -> Response[str]:
    """One screen: how a browser becomes it, who serves with it, what it brought."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        kiosk = await kiosks.kiosk_of_store(reader, here.market_id, kiosk_id, shop.store.store_id)
        serving = await kiosks.sellers(reader, here.market_id, kiosk_id)
        clerks = await clerks_of(here, reader, shop)
        counts = await kiosks.counts_of(reader, here.market_id, [kiosk_id], reader.now - COUNTED)
        brought = await _brought(reader, here, shop, kiosk, serving, clerks)
        offer_id = kiosk.offered_at(reader.now)
    link = ""
    if offer_id:
        token = here.services.kiosks.sign(kiosks.offer_text(kiosk_id, offer_id))
        link = here.absolute(here.url(f"kiosks/{kiosk_id}/opening?token={token}"))
    return desk_page(
        here,
        shop,
        "kiosk.html",
        nav="kiosks",
        said={"sellers_changed": True},
        kiosk=kiosk,
        link=link,
        clerks=list(clerks.items()),
        serving={one.person_id for one in serving},
        counts=counts.get(kiosk_id, NOTHING),
        brought=brought,
        address=here.absolute(here.url(f"kiosks/{kiosk_id}")),
    )


@post(f"{ONE}/offers", opt=ONLY_MANAGERS)
async def kiosk_offered(here: Asked, slug: FromPath[str], kiosk_id: FromPath[UUID]) -> Response[str]:
    """Another browser may become the screen; until one does, the one that is it stays so."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await kiosks.offer(work, here.market_id, shop.member, kiosk_id)
    return here.see_other(f"{shop.desk}/kiosks/{kiosk_id}")


@post(f"{ONE}/sellers", opt=ONLY_MANAGERS)
async def sellers_changed(here: Asked, slug: FromPath[str], kiosk_id: FromPath[UUID]) -> Response[str]:
    """Who serves with it from now on; nobody: it is a screen on the floor."""
    form = await here.request.form()
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        kiosk = await kiosks.kiosk_of_store(work, here.market_id, kiosk_id, shop.store.store_id)
        serving = await kiosks.sellers(work, here.market_id, kiosk_id)
        known = {one.person_id: Mark(one.link_id, one.link_code) for one in serving}
        sellers = await _sellers(work, here, shop, form, kiosk.name, known)
        await kiosks.change_sellers(work, here.market_id, shop.member, kiosk_id, sellers)
    return here.see_other(f"{shop.desk}/kiosks/{kiosk_id}?done=sellers_changed")


@post(f"{ONE}/revocation", opt=ONLY_MANAGERS)
async def kiosk_revoked(here: Asked, slug: FromPath[str], kiosk_id: FromPath[UUID]) -> Response[str]:
    """The screen shows nothing any more; what it brought stays counted."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug, StaffRole.MANAGER)
        await kiosks.revoke(work, here.market_id, shop.member, kiosk_id)
    return here.see_other(f"{shop.desk}/kiosks?done=kiosk_revoked")


async def _sellers(
    work: Work, here: Here, shop: Shop, form: FormMultiDict, name: str, known: Mapping[UUID, Mark]
) -> dict[UUID, Mark]:
    """Those who were ticked, each with the code to which they are credited: the one they have, or a new one.

    Refuses: invalid (seller: nobody who works there).
    """
    clerks = await clerks_of(here, work, shop)
    named = {str(person_id): person_id for person_id in clerks}
    ticked = [str(one) for one in form.getall("seller", [])]
    if any(one not in named for one in ticked):
        raise INVALID(field="seller")
    found = {}
    for person_id in dict.fromkeys(named[one] for one in ticked):
        label = f"{name} · {clerks[person_id]}"[:LONGEST_LABEL]
        found[person_id] = known.get(person_id) or await _mark(work, here, shop, label, person_id)
    return found


async def _mark(work: Work, here: Here, shop: Shop, label: str, clerk_id: UUID | None) -> Mark:
    channel = Channel.CLERK if clerk_id else Channel.KIOSK
    place = Place(landing=Landing(LandingKind.KIOSK), clerk_id=clerk_id)
    about = (shop.store.store_id, channel, label, here.person.person_id, here.services.codes, place)
    link = await marketing.make_link(work, here.market_id, *about)
    return Mark(link.link_id, link.code)


async def _brought(
    reader: Reader,
    here: Here,
    shop: Shop,
    kiosk: Kiosk,
    serving: Iterable[kiosks.Seller],
    clerks: Mapping[UUID, str],
) -> list[Brought]:
    """The screen's own code, then each clerk's; also what other branches hand over counts."""
    codes = [("", kiosk.link_id), *((clerks.get(one.person_id, "–"), one.link_id) for one in serving)]
    found = []
    for name, link_id in codes:
        line = await marketing.link_line(reader, here.market_id, shop.store.store_id, link_id)
        href, paid = f"{shop.desk}/codes/{link_id}", money_here(here, line.paid_minor)
        found.append(Brought(name, href, line.visits, line.orders, paid))
    return found


async def _list(here: Here, shop: Shop, *, refused: Refusal | None = None, name: str = "") -> Response[str]:
    async with here.services.db.read() as reader:
        every = await kiosks.kiosks_of_store(reader, here.market_id, shop.store.store_id)
        ids = [one.kiosk_id for one in every]
        counts = await kiosks.counts_of(reader, here.market_id, ids, reader.now - COUNTED) if ids else {}
        clerks = await clerks_of(here, reader, shop)
        now = reader.now
    return desk_page(
        here,
        shop,
        "kiosks.html",
        nav="kiosks",
        refused=refused,
        said={"kiosk_revoked": any(one.revoked_at for one in every)},
        rows=[(one, counts.get(one.kiosk_id, NOTHING), one.offered_at(now) is not None) for one in every],
        clerks=list(clerks.items()),
        name=name,
        wrong=refused.params["field"] if refused else "",
    )


ROUTES = [kiosk_list, kiosk_made, kiosk_page, kiosk_offered, sellers_changed, kiosk_revoked]
