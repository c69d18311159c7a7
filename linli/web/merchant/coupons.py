"""Coupons at the desk: made, paused, ended, printed, and what came of them."""

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import catalog, promotions
from linli.modules.merchants import StaffRole
from linli.modules.promotions import Batch
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.shared import coupon_form
from linli.web.shared.coupon_rows import batch_rows
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

ONLY_MANAGERS = {"who": Who.MANAGER}
AT = "/{market:str}/desk/{slug:str}/coupons"
EVERYWHERE = "all"
DONE = dict.fromkeys(("coupons_made", "coupons_moved", "coupons_printed"), True)


@get(AT, opt=ONLY_MANAGERS)
async def coupons(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Every batch with what came of it, and a form for the next one."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    return await _page(here, shop)


@post(AT, opt=ONLY_MANAGERS)
async def coupons_made(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A new batch: of this store, or (by its owner) of all stores of the merchant."""
    given = coupon_form.read(await here.request.form())
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    asked = Key(f"desk:{here.person.person_id}", given["key"], body_print("coupons", *given.values()))
    try:
        async with here.services.db.work(here.actor) as work:

            async def act() -> Batch:
                scope = await _scope(work, here, shop, given)
                terms = coupon_form.terms(given, here.market, work.now, scope)
                return await promotions.make_batch(work, here.market_id, _merchant(shop), terms)

            await once(work, here.market_id, asked, Batch, act)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _page(here, shop, given, refusal)
    return here.see_other(f"{shop.desk}/coupons?done=coupons_made")


@post(AT + "/{batch_id:uuid}/state", opt=ONLY_MANAGERS)
async def coupons_moved(here: Asked, slug: FromPath[str], batch_id: FromPath[UUID]) -> Response[str]:
    """Paused, going on, ended, or (of what the platform offers to share) agreed to."""
    wanted = typed(await here.request.form(), "to")
    moves = {
        "paused": promotions.pause,
        "active": promotions.resume,
        "ended": promotions.end,
    }
    try:
        async with here.services.db.work(here.actor) as work:
            shop, _ = await _led(here, work, slug, batch_id)
            if wanted == "agreed":
                await promotions.agree(work, here.market_id, _merchant(shop), batch_id)
            elif wanted in moves:
                await moves[wanted](work, here.market_id, batch_id, _merchant(shop))
            else:
                raise INVALID(field="to")
    except Refusal as refusal:
        if refusal.kind is not promotions.BATCH_MOVED:
            raise
        return await _page(here, shop, refusal=refusal)
    return here.see_other(f"{shop.desk}/coupons?done=coupons_moved")


@post(AT + "/{batch_id:uuid}/codes", opt=ONLY_MANAGERS)
async def codes_printed(here: Asked, slug: FromPath[str], batch_id: FromPath[UUID]) -> Response[str]:
    """So many more codes to print."""
    count = typed(await here.request.form(), "count")
    try:
        async with here.services.db.work(here.actor) as work:
            shop, _ = await _led(here, work, slug, batch_id)
            number = int(count) if count.isdecimal() and len(count) < 6 else 0
            await promotions.print_codes(work, here.market_id, batch_id, number, _merchant(shop))
    except Refusal as refusal:
        if refusal.kind not in (INVALID, promotions.BATCH_MOVED):
            raise
        return await _page(here, shop, refusal=refusal)
    return here.see_other(f"{shop.desk}/coupons?done=coupons_printed")


@get(AT + "/{batch_id:uuid}/codes.csv", opt=ONLY_MANAGERS)
async def codes_file(here: Asked, slug: FromPath[str], batch_id: FromPath[UUID]) -> Response[str]:
    """Number, code and address of each: what a printer asks for."""
    async with here.services.db.read() as reader:
        await _led(here, reader, slug, batch_id)
        codes = await promotions.codes_of_batch(reader, here.market_id, batch_id)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(("number", "code", "url", "claimed_at"))
    page = here.absolute(here.url(f"coupons/{batch_id}"))
    for one in codes:
        claimed = one.claimed_at.isoformat() if one.claimed_at else ""
        rows.writerow((one.number, one.grouped, f"{page}?code={one.code}", claimed))
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-coupons.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _merchant(shop: Shop) -> UUID:
    if shop.store.merchant_id is None:
        raise NOT_FOUND()
    return shop.store.merchant_id


def _leads(shop: Shop, batch: Batch) -> bool:
    """A manager leads what is of this store alone, an owner all of the merchant's."""
    return shop.owns or batch.store_ids == (shop.store.store_id,)


async def _led(here: Here, reader: Reader, slug: str, batch_id: UUID) -> tuple[Shop, Batch]:
    """Refuses: not_found (or another merchant's), not_allowed (of all stores, and a manager asks)."""
    shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
    batch = await promotions.batch(reader, here.market_id, batch_id)
    if batch.merchant_id != shop.store.merchant_id:
        raise NOT_FOUND()
    if not _leads(shop, batch):
        raise NOT_ALLOWED()
    return shop, batch


async def _scope(work: Work, here: Here, shop: Shop, given: Mapping[str, str]) -> coupon_form.Scope:
    everywhere = shop.owns and given["where"] == EVERYWHERE
    deals = []
    if given["deal"]:
        sold = await catalog.deals_of_store(work, here.market_id, shop.store.store_id)
        deals = [one.deal_id for one in sold if str(one.deal_id) == given["deal"]]
        if not deals:
            raise INVALID(field="deal")
    return coupon_form.Scope(store_ids=() if everywhere else (shop.store.store_id,), deal_ids=tuple(deals))


async def _page(
    here: Here, shop: Shop, given: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        cursor = here.request.query_params.get("cursor")
        about = (reader, here.market_id)
        page = await promotions.batches_of_merchant(*about, _merchant(shop), cursor)
        rows = await batch_rows(*about, page.items, here.locale)
        deals = await catalog.deals_of_store(*about, shop.store.store_id)
    form = {**dict.fromkeys(coupon_form.FIELDS, ""), **(given or coupon_form.USUAL)}
    return desk_page(
        here,
        shop,
        "coupons.html",
        refused=refusal,
        said=DONE,
        nav="coupons",
        rows=[(row, _leads(shop, row.batch)) for row in rows],
        more_href=f"{shop.desk}/coupons?cursor={page.next_cursor}" if page.next_cursor else None,
        given=form,
        key=form["key"] or new_nonce(),
        deals=[(str(one.deal_id), pick(here, one.title, one.title_en)) for one in deals],
        refusal=refusal,
        site=here.absolute(here.url("coupons")),
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        open=given is not None or not rows,
    )


ROUTES = [coupons, coupons_made, coupons_moved, codes_printed, codes_file]
