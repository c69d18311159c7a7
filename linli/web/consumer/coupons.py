"""The page where a coupon is claimed, and the coupons of the wallet."""

import secrets
from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import merchants, promotions, reservations
from linli.services import Who
from linli.web.consumer.coupon_faces import coupon_face
from linli.web.consumer.tongue import show, tongue_of
from linli.web.shared.http import Asked, Here

PAGE = 24
LONGEST_CODE = 60


@get("/{market:str}/coupons/{batch_id:uuid}", opt={"who": Who.ANYONE})
async def coupon_page(here: Asked, batch_id: FromPath[UUID]) -> Response[str]:
    """What a batch of coupons promises, to be claimed; `?code=` is a printed code. Anybody may look."""
    return await _page(here, batch_id, here.request.query_params.get("code", ""))


@post("/{market:str}/coupons/{batch_id:uuid}/claims", opt={"who": Who.PERSON})
async def claim_coupon(here: Asked, batch_id: FromPath[UUID]) -> Response[str]:
    """It is the signed-in person's from now on, once however often it is tapped."""
    form = await here.request.form()
    code, person_id = str(form.get("code", ""))[:LONGEST_CODE], here.person.person_id
    key = Key(f"person:{person_id}", str(form.get("key", "")), body_print("coupon", batch_id))
    try:
        async with here.services.db.work(here.actor) as work:
            if code:
                await promotions.claim_code(
                    work, here.market_id, person_id, _read(code), visit_id=here.visit_id
                )
            else:
                about = (here.market_id, person_id, batch_id, key)
                await promotions.claim(work, *about, visit_id=here.visit_id)
    except Refusal as refusal:
        if refusal.kind is NOT_FOUND:
            raise
        return await _page(here, batch_id, code, refusal)
    return here.see_other(f"{here.url(f'coupons/{batch_id}')}?done=coupon_claimed")


@get("/{market:str}/coupons", opt={"who": Who.PERSON})
async def coupons_page(here: Asked) -> Response[str]:
    """The coupons of the wallet, those that can be used first; and a field for a printed code."""
    return await _wallet(here)


@post("/{market:str}/coupons", opt={"who": Who.PERSON})
async def claim_by_code(here: Asked) -> Response[str]:
    """A printed code, typed: it becomes the person's coupon."""
    typed = str((await here.request.form()).get("code", ""))[:LONGEST_CODE]
    try:
        async with here.services.db.work(here.actor) as work:
            about = (here.market_id, here.person.person_id, _read(typed))
            await promotions.claim_code(work, *about, visit_id=here.visit_id)
    except Refusal as refusal:
        return await _wallet(here, refusal, typed)
    return here.see_other(f"{here.url('coupons')}?done=coupon_claimed")


def _read(typed: str) -> str:
    code = promotions.read_code(typed)
    if code is None:
        raise promotions.COUPON_CODE_UNKNOWN()
    return code


async def _wallet(here: Here, refusal: Refusal | None = None, typed: str = "") -> Response[str]:
    cursor = here.request.query_params.get("cursor")
    async with here.services.db.read() as reader:
        owner = (here.market_id, here.person.person_id)
        page = await promotions.coupons_of_person(reader, *owner, cursor, PAGE)
        owners = {one.batch.merchant_id for one in page.items if one.batch.merchant_id}
        known = await merchants.merchants_of_ids(reader, here.market_id, owners)
    tongue = tongue_of(here)
    faces = [coupon_face(one, known, reader.now, tongue) for one in page.items]
    more = f"{here.url('coupons')}?cursor={page.next_cursor}" if page.next_cursor else None
    return show(
        here,
        "coupons.html",
        nav="wallet",
        refused=refusal,
        refusal=refusal,
        typed=typed,
        said={"coupon_claimed": bool(faces)},
        usable=[one for one in faces if one.state in ("good", "soon", "held")],
        rest=[one for one in faces if one.state in ("used", "expired")],
        first=not cursor,
        more_href=more,
    )


async def _page(here: Here, batch_id: UUID, code: str = "", refusal: Refusal | None = None) -> Response[str]:
    async with here.services.db.read() as reader:
        batch = await promotions.batch(reader, here.market_id, batch_id)
        mine = []
        if here.signed_in is not None:
            about = (here.market_id, batch_id, here.person.person_id)
            mine = await promotions.coupons_in_batch(reader, *about)
        left = await reservations.left(reader, here.market_id, batch_id)
        merchant, stores = None, []
        if batch.merchant_id is not None:
            owners = await merchants.merchants_of_ids(reader, here.market_id, [batch.merchant_id])
            merchant = owners[batch.merchant_id]
            stores = await merchants.stores_of_merchant(reader, here.market_id, batch.merchant_id)
        now = reader.now
    tongue = tongue_of(here)
    known = {merchant.merchant_id: merchant} if merchant else {}
    places = [
        (tongue.pick(one.name, one.name_en), tongue.pick(one.address, one.address_en), one.slug)
        for one in stores
        if not one.closed and (not batch.store_ids or one.store_id in batch.store_ids)
    ]
    closed = _closed(batch, left, len(mine), now, by_code=bool(code))
    return show(
        here,
        "coupon.html",
        status=410 if closed in ("ended", "gone") and not mine else 200,
        refused=refusal,
        refusal=refusal,
        said={"coupon_claimed": bool(mine)},
        without_bar=True,
        title=tongue.pick(batch.title, batch.title_en),
        batch=batch,
        merchant=tongue.pick(merchant.name, merchant.name_en) if merchant else "",
        places=places[:8],
        mine=[coupon_face(one, known, now, tongue) for one in mine],
        left=left,
        closed=closed,
        code=code,
        key=secrets.token_urlsafe(16),
    )


def _closed(batch: promotions.Batch, left: int, mine: int, now: datetime, *, by_code: bool) -> str:
    """Why nothing can be claimed now, as the end of a message's name; "" where something can."""
    state = promotions.BatchState
    if batch.state is state.ENDED or batch.valid_until <= now:
        return "ended"
    if batch.state is not state.ACTIVE:
        return "paused"
    if batch.valid_from > now:
        return "not_yet"
    if mine >= batch.per_person:
        return "had"
    if not left:
        return "gone"
    if batch.handing is promotions.Handing.PAGE or (by_code and batch.handing is promotions.Handing.CODES):
        return ""
    return batch.handing.value


ROUTES = [coupon_page, claim_coupon, coupons_page, claim_by_code]
