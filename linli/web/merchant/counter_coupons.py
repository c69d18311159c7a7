"""Coupons at the counter: a printed one becomes that of whoever stands there, and clerks give some away."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.idempotency import Key
from linli.kernel.refusals import NOT_FOUND, Refusal
from linli.kernel.signing import body_print
from linli.modules import members, promotions
from linli.services import Who
from linli.web.merchant.payments import CODE_NO, code_no, member_preview
from linli.web.merchant.shop import Shop, counter_page, shop_of, typed
from linli.web.shared.http import Asked, Here

AT_THE_TILL = {"who": Who.CLERK, "till": True}
COUPONS = "/{market:str}/counter/{slug:str}/coupons"
LONGEST_CODE = 300
SAID_HERE = frozenset(
    (
        promotions.COUPON_CODE_UNKNOWN,
        promotions.COUPON_CODE_TAKEN,
        promotions.COUPON_ELSEWHERE,
        promotions.COUPON_PAUSED,
        promotions.COUPON_OVER,
        promotions.COUPON_NOT_YET,
        promotions.COUPON_LIMIT,
        promotions.COUPONS_GONE,
    )
)


@get(COUPONS, opt=AT_THE_TILL)
async def coupon_asked(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Type or scan a printed coupon."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    return _page(here, shop)


@post(f"{COUPONS}/preview", opt=AT_THE_TILL)
async def coupon_seen(here: Asked, slug: FromPath[str]) -> Response[str]:
    """What a printed coupon promises, before it is anybody's; then whose it shall be."""
    text = typed(await here.request.form(), "coupon")[:LONGEST_CODE]
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        batch = await _promise(here, shop, text)
    except Refusal as refusal:
        if refusal.kind not in SAID_HERE:
            raise
        return _page(here, shop, text, refusal)
    return _page(here, shop, text, batch=batch)


@post(COUPONS, opt=AT_THE_TILL)
async def coupon_claimed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """It is the coupon of whoever showed the member code; then the amount, from which it is taken off."""
    form = await here.request.form()
    text, shown = typed(form, "coupon")[:LONGEST_CODE], typed(form, "code")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        # A coupon that is not good here leaves the member code to the shop where it is.
        await _promise(here, shop, text)
        person_id = await _person(here, shop, shown)
        async with here.services.db.work(here.actor) as work:
            about = (here.market_id, person_id, _code(text), shop.store.store_id, _merchant_of(shop))
            coupon = await promotions.claim_at_counter(work, *about)
    except Refusal as refusal:
        if refusal.kind in CODE_NO:
            return await code_no(here, shop, refusal)
        if refusal.kind not in SAID_HERE:
            raise
        return _page(here, shop, text, refusal)
    return await member_preview(here, shop, shown, now_has=coupon.batch)


@post(f"{COUPONS}/gifts", opt=AT_THE_TILL)
async def coupon_given(here: Asked, slug: FromPath[str]) -> Response[str]:
    """A clerk gives a member a coupon of a batch that clerks hand out; once for each form that was shown.

    Refuses: not_found (not given by clerks here, or to somebody who is no member), and as claiming does.
    """
    form = await here.request.form()
    shown, batch_id, key = typed(form, "code"), typed(form, "batch"), typed(form, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    try:
        person_id = await _person(here, shop, shown)
        asked = Key(f"counter:{shop.store.store_id}", key, body_print("give", batch_id, person_id))
        async with here.services.db.work(here.actor) as work:
            about = (person_id, _id(batch_id), shop.store.store_id, _merchant_of(shop), asked)
            coupon = await promotions.give(work, here.market_id, *about)
    except Refusal as refusal:
        if refusal.kind in CODE_NO:
            return await code_no(here, shop, refusal)
        if refusal.kind not in SAID_HERE:
            raise
        return await member_preview(here, shop, shown, about_coupon=refusal)
    return await member_preview(here, shop, shown, now_has=coupon.batch)


async def _promise(here: Here, shop: Shop, text: str) -> promotions.Batch:
    """What a printed coupon promises here. Refuses: coupon_code_unknown, coupon_elsewhere."""
    where = (here.market_id, shop.store.store_id, _merchant_of(shop))
    async with here.services.db.read() as reader:
        return await promotions.printed_here(reader, *where, _code(text))


async def _person(here: Here, shop: Shop, shown: str) -> UUID:
    """Who showed this member code. Refuses: as `members.try_code`."""
    about = (here.market_id, shown, shop.store.store_id, here.person.person_id)
    return await members.try_code(here.services.db, here.actor, *about)


def _code(text: str) -> str:
    """The code as it was typed, or the one in the address that a printed coupon's picture says. Refuses:
    coupon_code_unknown.
    """
    code = promotions.read_code(text.rpartition("code=")[2])
    if code is None:
        raise promotions.COUPON_CODE_UNKNOWN()
    return code


def _merchant_of(shop: Shop) -> UUID:
    return shop.store.merchant_id or shop.member.merchant_id


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NOT_FOUND() from None


def _page(
    here: Here, shop: Shop, text: str = "", refusal: Refusal | None = None, **context: Any
) -> Response[str]:
    context = {"batch": None, **context, "text": text, "refusal": refusal}
    return counter_page(here, shop, "counter_coupons", refused=refusal, **context)


ROUTES = [coupon_asked, coupon_seen, coupon_claimed, coupon_given]
