"""Coupons that the market pays for, alone or with a merchant: made, paused, ended; what they cost."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader, Work
from linli.kernel.idempotency import Key, once
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import identity, merchants, promotions
from linli.modules.promotions import Batch, Funder
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.room import back_with, masked, may, pick, room_page, room_url
from linli.web.shared import coupon_form
from linli.web.shared.coupon_rows import batch_rows
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
AT = "/{market:str}/operator/coupons"
WHOLE = 10_000


class ArrangedRow(msgspec.Struct, frozen=True):
    """Who paid how often in a store hardly more than coupons needed that the market bore."""

    who: str
    store: str
    href: str
    times: int
    borne: Money
    last_at: datetime


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


async def _arranged(here: Here, reader: Reader) -> list[ArrangedRow]:
    found = await promotions.arranged_uses(reader, here.market_id)
    people = await identity.people(reader, [one.person_id for one in found])
    stores = await merchants.stores(reader, here.market_id, [one.store_id for one in found])
    return [
        ArrangedRow(
            who=masked(people[one.person_id].nickname) if one.person_id in people else "",
            store=pick(here, stores[one.store_id].name, stores[one.store_id].name_en),
            href=room_url(here, f"stores/{one.store_id}"),
            times=one.times,
            borne=Money(one.platform_minor, here.market.currency),
            last_at=one.last_at,
        )
        for one in found
        if one.store_id in stores
    ]


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
        arranged = await _arranged(here, reader)
    form = {**dict.fromkeys(coupon_form.FIELDS, ""), **(given or coupon_form.USUAL)}
    more = f"{here.url('operator/coupons')}?cursor={page.next_cursor}" if page.next_cursor else None
    return await room_page(
        here,
        "coupons.html",
        nav="coupons",
        refused=refusal,
        said={"coupons_made": True, "coupons_moved": True},
        rows=rows,
        arranged=arranged,
        more_href=more,
        given=form,
        key=form["key"] or new_nonce(),
        wrong=str(refusal.params.get("field", "")) if refusal and refusal.kind is INVALID else "",
        acts=may(here, roles.MONEY),
    )


ROUTES = [coupons_page, coupons_made, coupons_moved]
