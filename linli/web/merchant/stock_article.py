"""One article on the shelf: what is there, its history, and a phone that receives and counts by barcode."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import merchants, reservations, stock
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, shop_of, typed
from linli.web.merchant.stock_views import (
    MOST_TYPED,
    form_key,
    happened,
    just_done,
    line_of,
    names_of_staff,
    number_in,
    said_of,
    variant_named,
)
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

# What may be done here, and what only those who lead the store do.
FOR_ALL, FOR_LEADERS = ("receive", "count"), ("lose", "watch")
TOLD = (INVALID, reservations.SOLD_OUT, stock.STOCK_PROMISED, stock.STOCK_MOVED)


@get("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}", opt={"who": Who.CLERK})
async def article(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """What is there, what is promised, what happened, and the form for `do`."""
    return await _article(here, slug, variant_id)


@get("/{market:str}/desk/{slug:str}/stock/scan", opt={"who": Who.CLERK})
async def scan(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The next code, by camera, scanner or hand; with one, how much of it came or is there."""
    asked = here.request.query_params
    code = asked.get("code", "").replace("\x00", "").strip()[:MOST_TYPED]
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        found = await variant_named(here, reader, shop, code) if code else None
        line = await line_of(here, reader, shop, found) if found else None
        done = await just_done(here, reader, shop)
    do = asked.get("do", "")
    return desk_page(
        here,
        shop,
        "stock_scan.html",
        nav="stock",
        do=do if do in FOR_ALL else "receive",
        code=code,
        line=line,
        just=done,
        key=new_nonce(),
    )


@post("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}/deliveries", opt={"who": Who.CLERK})
async def received(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """So many came."""

    async def act(work: Work, shop: Shop, form: FormMultiDict) -> stock.Slip:
        units = {variant_id: number_in(form, "quantity")}
        where = (work, here.market_id, shop.store.store_id)
        return await stock.receive(
            *where, units, form_key(here, form, "receive", units), note=typed(form, "note")
        )

    return await _do(here, slug, variant_id, "receive", act)


@post("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}/counts", opt={"who": Who.CLERK})
async def counted(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """So many are there; if goods have moved since the page was opened, it is to be counted again."""

    async def act(work: Work, shop: Shop, form: FormMultiDict) -> stock.Slip:
        found = {variant_id: number_in(form, "quantity")}
        seen = {variant_id: number_in(form, "seen")} if typed(form, "seen") else None
        where = (work, here.market_id, shop.store.store_id)
        return await stock.count(*where, found, seen=seen, note=typed(form, "note"))

    return await _do(here, slug, variant_id, "count", act)


@post("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}/losses", opt={"who": Who.MANAGER})
async def lost(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """So many broke, spoiled or are gone."""

    async def act(work: Work, shop: Shop, form: FormMultiDict) -> stock.Slip:
        units = {variant_id: number_in(form, "quantity")}
        where = (work, here.market_id, shop.store.store_id)
        key = form_key(here, form, "lose", units)
        return await stock.write_off(*where, units, key, note=typed(form, "note"))

    return await _do(here, slug, variant_id, "lose", act, StaffRole.MANAGER)


@post("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}/threshold", opt={"who": Who.MANAGER})
async def watched(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """From how few left on the managers are told."""

    async def act(work: Work, shop: Shop, form: FormMultiDict) -> None:
        where = (work, here.market_id, shop.store.store_id)
        few = {variant_id: number_in(form, "quantity")}
        await stock.track(*where, [variant_id])
        await stock.watch(*where, few)

    return await _do(here, slug, variant_id, "watch", act, StaffRole.MANAGER)


@post("/{market:str}/desk/{slug:str}/stock/{variant_id:uuid}/tracking", opt={"who": Who.MANAGER})
async def tracking(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """Counted here from now on, beginning with what was there last; or no longer: then it never runs out."""

    async def act(work: Work, shop: Shop, form: FormMultiDict) -> None:
        turn = stock.track if typed(form, "count") == "yes" else stock.untrack
        await turn(work, here.market_id, shop.store.store_id, [variant_id])

    return await _do(here, slug, variant_id, "count", act, StaffRole.MANAGER)


@post("/{market:str}/desk/{slug:str}/stock/slips/{slip_id:uuid}/undoing", opt={"who": Who.CLERK})
async def undone(here: Asked, slug: FromPath[str], slip_id: FromPath[UUID]) -> Response[str]:
    """Taken back as a whole; what cannot be says why, and nothing has changed."""
    async with here.services.db.work(here.actor) as work:
        shop = await shop_of(here, work, slug)
        slip = await stock.undo(work, here.market_id, shop.store.store_id, slip_id, leads=shop.leads)
    where = f"/{slip.lines[0].variant_id}" if len(slip.lines) == 1 else ""
    return here.see_other(f"{shop.desk}/stock{where}?done=undone")


async def _do(here: Here, slug: str, variant_id: UUID, do: str, act: Any, *roles: StaffRole) -> Response[str]:
    """Do it and go back to where the form was; what was refused is said above the form, with what was
    typed.
    """
    form = await here.request.form()
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, *roles)
            await line_of(here, work, shop, variant_id)
            slip = await act(work, shop, form)
    except Refusal as refusal:
        if refusal.kind not in TOLD:
            raise
        return await _article(here, slug, variant_id, do=do, refused=refusal, form=form)
    if slip is None:
        done = "watched" if do == "watch" else "tracked"
        return here.see_other(f"{shop.desk}/stock/{variant_id}?done={done}&do={do}")
    what = f"of={variant_id}&slip={slip.slip_id}&do={do}"
    place = "scan" if typed(form, "scan") else str(variant_id)
    return here.see_other(f"{shop.desk}/stock/{place}?{what}")


async def _article(
    here: Here,
    slug: str,
    variant_id: UUID,
    *,
    do: str = "",
    refused: Refusal | None = None,
    form: FormMultiDict | None = None,
) -> Response[str]:
    asked = here.request.query_params
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        line = await line_of(here, reader, shop, variant_id)
        where = (here.market_id, shop.store.store_id, variant_id)
        page = await stock.movements(reader, *where, asked.get("after"), 30)
        names = await names_of_staff(here, reader, shop)
        done = await just_done(here, reader, shop)
        branches = await merchants.stores_of_merchant(reader, here.market_id, shop.member.merchant_id)
    may = FOR_ALL + (FOR_LEADERS if shop.leads else ())
    do = do or asked.get("do", "")
    said = {"undone": bool(page.items), "watched": line.level is not None, "tracked": True}
    return desk_page(
        here,
        shop,
        "stock_article.html",
        nav="stock",
        refused=refused,
        said=said,
        problem=said_of(here, refused) if refused else "",
        line=line,
        may=may,
        do=do if do in may else may[0],
        quantity=typed(form, "quantity") if form else "",
        note=typed(form, "note") if form else "",
        key=(typed(form, "key") if form else "") or new_nonce(),
        history=[happened(here, shop, row, names) for row in page.items],
        after=page.next_cursor,
        just=done,
        sends=shop.leads and sum(not one.closed for one in branches) > 1,
    )


ROUTES = [article, scan, received, counted, lost, watched, tracking, undone]
