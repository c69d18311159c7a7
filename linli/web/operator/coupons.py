"""Coupons that the market pays for, alone or with a merchant: made, paused, ended; what they cost."""

from collections.abc import Mapping
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Work
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import merchants, promotions
from linli.modules.promotions import Batch, Funder
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, may, room_page
from linli.web.shared import coupon_form
from linli.web.shared.coupon_rows import batch_rows
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
AT = "/{market:str}/operator/coupons"
WHOLE = 10_000


@get(AT, opt=SEE)
async def coupons_page(here: Asked) -> Response[str]:
    """Every batch that the market bears a part of, with its budget and what is spent."""
    return await _page(here)


@post(AT, opt=SEE)
async def coupons_made(here: Asked) -> Response[str]:
    """A new one: for every shop, for one merchant, or shared with one that still has to agree."""
    given = coupon_form.read(await here.request.form())
    asked = Key(f"operator:{here.person.person_id}", given["key"], body_print("coupons", *given.values()))
    try:
        async with here.services.db.work(here.actor) as work:

            async def act() -> Batch:
                merchant_id, scope = await _scope(work, here, given)
                terms = coupon_form.terms(given, here.market, work.now, scope)
                about = (work, here.market_id, merchant_id, terms)
                return await promotions.make_batch(*about, by_platform=True)

            await once(work, here.market_id, asked, Batch, act)
    except Refusal as refusal:
        if refusal.kind is not INVALID:
            raise
        return await _page(here, given, refusal)
    return back_with(here, "coupons", "coupons_made")


@post(AT + "/{batch_id:uuid}/state", opt=SEE)
async def coupons_moved(here: Asked, batch_id: FromPath[UUID]) -> Response[str]:
    """Paused, going on, or ended."""
    wanted = str((await here.request.form()).get("to", ""))
    moves = {"paused": promotions.pause, "active": promotions.resume, "ended": promotions.end}
    try:
        async with here.services.db.work(here.actor) as work:
            batch = await promotions.batch(work, here.market_id, batch_id)
            if not batch.platform_bp:
                raise NOT_FOUND()
            if wanted not in moves:
                raise INVALID(field="to")
            await moves[wanted](work, here.market_id, batch_id, None)
    except Refusal as refusal:
        if refusal.kind is not promotions.BATCH_MOVED:
            raise
        return await _page(here, refusal=refusal)
    return back_with(here, "coupons", "coupons_moved")


async def _scope(work: Work, here: Here, given: Mapping[str, str]) -> tuple[UUID | None, coupon_form.Scope]:
    """Whose it is, and who bears it. Refuses: invalid (store, share)."""
    shared = given["funder"] == Funder.SHARED.value
    merchant_id = None
    if given["store"]:
        try:
            store = await merchants.store_by_slug(work, here.market_id, given["store"])
        except Refusal:
            raise INVALID(field="store") from None
        merchant_id = store.merchant_id
    if merchant_id is None and (shared or given["store"]):
        raise INVALID(field="store")
    if not shared:
        return merchant_id, coupon_form.Scope(funder=Funder.PLATFORM, platform_bp=WHOLE)
    try:
        share = coupon_form.percent_in(given["share"])
    except Refusal:
        raise INVALID(field="share") from None
    return merchant_id, coupon_form.Scope(funder=Funder.SHARED, platform_bp=share)


async def _page(
    here: Here, given: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    async with here.services.db.read() as reader:
        cursor = here.request.query_params.get("cursor")
        about = (reader, here.market_id)
        page = await promotions.batches_of_platform(*about, cursor)
        owners = {one.merchant_id for one in page.items if one.merchant_id}
        known = await merchants.merchants_of_ids(*about, owners)
        where: dict[object, str] = {
            one.batch_id: known[one.merchant_id].name for one in page.items if one.merchant_id in known
        }
        rows = await batch_rows(*about, page.items, here.locale, for_platform=True, where=where)
    form = {**dict.fromkeys(coupon_form.FIELDS, ""), **(given or coupon_form.USUAL)}
    more = f"{here.url('operator/coupons')}?cursor={page.next_cursor}" if page.next_cursor else None
    return await room_page(
        here,
        "coupons.html",
        nav="coupons",
        refused=refusal,
        said={"coupons_made": True, "coupons_moved": True},
        rows=rows,
        more_href=more,
        given=form,
        key=form["key"] or new_nonce(),
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        acts=may(here, roles.MONEY),
    )


ROUTES = [coupons_page, coupons_made, coupons_moved]
