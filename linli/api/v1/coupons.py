"""Coupons: what a store hands out, claiming one, what I have, and what they take off a deal."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from linli.api.call import Called
from linli.api.v1.sales import CODES
from linli.api.v1.shapes import After, Cursor, Money, Size, money_of
from linli.kernel import money
from linli.kernel.refusals import INVALID
from linli.modules import members, orders, promotions
from linli.services import Who

CLAIMS = "coupon_paused coupon_over coupon_not_yet coupon_limit coupons_gone"


class CouponRule(msgspec.Struct, frozen=True):
    """What a batch of coupons promises: `off`, or `percent_bp` hundredths of a percent up to `most`, from a
    price of `threshold` on. Without a `merchant_id` it is good at every shop of the market. `places` are
    deals, goods, sales (what is paid in the shop); no `deal_ids` and `item_ids` are all.
    """

    batch_id: UUID
    merchant_id: UUID | None
    title: str
    title_en: str
    kind: promotions.Kind
    off: Money
    percent_bp: int
    most: Money | None
    threshold: Money
    places: list[promotions.GoodFor]
    store_ids: list[UUID]
    deal_ids: list[UUID]
    item_ids: list[UUID]
    valid_from: datetime
    valid_until: datetime
    days_after_claim: int | None
    per_person: int
    funder: promotions.Funder


class CouponRules(msgspec.Struct, frozen=True):
    """What is handed out now, the newest first."""

    items: list[CouponRule]


class NewCoupon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which coupon to claim: one of a batch that is handed out on its page, or that of a printed `code`."""

    batch_id: UUID | None = None
    code: Annotated[str, Meta(max_length=60)] | None = None


class HandedCoupon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printed `code`, or one of a batch that clerks give to members; for whoever shows this member code."""

    member_code: Annotated[str, Meta(min_length=1, max_length=40)]
    code: Annotated[str, Meta(max_length=60)] | None = None
    batch_id: UUID | None = None


class Coupon(msgspec.Struct, frozen=True):
    """A coupon of mine, good until just before `valid_until`; `order_id` is the order that has it."""

    coupon_id: UUID
    state: promotions.CouponState
    claimed_at: datetime
    valid_until: datetime
    order_id: UUID | None
    rule: CouponRule


class CouponPage(msgspec.Struct, frozen=True):
    """Newest first, used and expired ones included."""

    items: list[Coupon]
    next_cursor: Cursor


class CouponOffer(msgspec.Struct, frozen=True):
    """What one coupon alone would take off, or the `obstacle` and how much more would have to be bought."""

    coupon_id: UUID
    title: str
    title_en: str
    off: Money
    obstacle: promotions.Obstacle | None
    missing: Money


class CouponQuote(msgspec.Struct, frozen=True):
    """What it costs with the coupons `coupon_ids`, to be sent with the order; `total` may be sent as what was
    seen.
    """

    coupon_ids: list[UUID]
    gross: Money
    off: Money
    total: Money
    offers: list[CouponOffer]


def rule_of(batch: promotions.Batch) -> CouponRule:
    return CouponRule(
        batch_id=batch.batch_id,
        merchant_id=batch.merchant_id,
        title=batch.title,
        title_en=batch.title_en,
        kind=batch.kind,
        off=money_of(batch.off),
        percent_bp=batch.percent_bp,
        most=money_of(batch.most) if batch.most else None,
        threshold=money_of(batch.threshold),
        places=list(batch.places),
        store_ids=list(batch.store_ids),
        deal_ids=list(batch.deal_ids),
        item_ids=list(batch.item_ids),
        valid_from=batch.valid_from,
        valid_until=batch.valid_until,
        days_after_claim=batch.days_after_claim,
        per_person=batch.per_person,
        funder=batch.funder,
    )


def coupon_of(coupon: promotions.Coupon) -> Coupon:
    return Coupon(
        coupon.coupon_id,
        coupon.state,
        coupon.claimed_at,
        coupon.valid_until,
        coupon.order_id,
        rule_of(coupon.batch),
    )


@get(
    "/markets/{market:str}/stores/{slug:str}/coupons",
    opt={"who": Who.ANYONE},
    tags=["Coupons"],
    summary="What a store hands out",
)
async def list_store_coupons(call: Called, slug: FromPath[str]) -> CouponRules:
    """Of its merchant and of the market, now; anybody who signs in may claim them."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        about = (store.merchant_id, store.store_id, promotions.Handing.PAGE)
        found = await promotions.handed_out(reader, call.market_id, *about)
    return CouponRules([rule_of(one) for one in found])


@post(
    "/markets/{market:str}/coupons",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "once": True,
        "refuses": f"coupon_code_unknown coupon_code_taken {CLAIMS}",
    },
    tags=["Coupons"],
    summary="Claim a coupon",
)
async def claim_coupon(call: Called, data: JSONBody[NewCoupon]) -> Coupon:
    """Of a batch, or by a printed code. It is yours until it is used or runs out."""
    async with call.services.db.work(call.actor) as work:
        if data.code is not None:
            code = promotions.read_code(data.code)
            if code is None:
                raise promotions.COUPON_CODE_UNKNOWN()

            async def act() -> Coupon:
                return coupon_of(await promotions.claim_code(work, call.market_id, call.person_id, code))

            return await call.once(work, "coupons", data, Coupon, act)
        if data.batch_id is None:
            raise INVALID(field="batch_id")
        about = (call.market_id, call.person_id, data.batch_id, call.key("coupons", data))
        return coupon_of(await promotions.claim(work, *about))


@post(
    "/markets/{market:str}/stores/{slug:str}/handed-coupons",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": f"coupon_code_unknown coupon_elsewhere coupon_code_taken {CLAIMS} {CODES}",
    },
    tags=["Counter"],
    summary="Hand somebody a coupon",
)
async def hand_coupon(call: Called, slug: FromPath[str], data: JSONBody[HandedCoupon]) -> Coupon:
    """It belongs to whoever shows the member code, and is taken off the next amount asked of them."""
    async with call.services.db.read() as reader:
        store, staff = await call.staffed(reader, slug)
        code = promotions.read_code(data.code or "")
        if code is not None:
            about = (call.market_id, store.store_id, staff.merchant_id, code)
            await promotions.printed_here(reader, *about)
        elif data.code is not None:
            raise promotions.COUPON_CODE_UNKNOWN()
        elif data.batch_id is None:
            raise INVALID(field="batch_id")
    shown = (call.market_id, data.member_code, store.store_id, call.person_id)
    person_id = await members.try_code(call.services.db, call.actor, *shown)
    async with call.services.db.work(call.actor) as work:
        if code is None:
            where = (person_id, data.batch_id or person_id, store.store_id, staff.merchant_id)
            key = call.key("handed-coupons", store.store_id, data)
            return coupon_of(await promotions.give(work, call.market_id, *where, key))

        async def act() -> Coupon:
            at = (person_id, code, store.store_id, staff.merchant_id)
            return coupon_of(await promotions.claim_at_counter(work, call.market_id, *at))

        return await call.once(work, "handed-coupons", data, Coupon, act)


@get(
    "/markets/{market:str}/coupons",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Coupons"],
    summary="My coupons",
)
async def list_coupons(call: Called, cursor: After = None, size: Size = 20) -> CouponPage:
    """Newest first."""
    async with call.services.db.read() as reader:
        about = (call.market_id, call.person_id, cursor, size)
        page = await promotions.coupons_of_person(reader, *about)
    return CouponPage([coupon_of(one) for one in page.items], page.next_cursor)


@get(
    "/markets/{market:str}/deals/{deal_id:uuid}/coupon-quote",
    opt={
        "who": Who.PERSON,
        "scope": "consumer",
        "refuses": "deal_ended coupon_not_usable coupons_do_not_mix",
    },
    tags=["Coupons"],
    summary="What a deal costs me with coupons",
)
async def quote_coupons(
    call: Called,
    deal_id: FromPath[UUID],
    quantity: Annotated[int, QueryParameter(ge=1, le=99)] = 1,
    coupon_ids: Annotated[list[UUID] | None, QueryParameter()] = None,
) -> CouponQuote:
    """With these, or with those of mine that take off most; nothing is held."""
    async with call.services.db.read() as reader:
        about = (reader, call.market_id, deal_id, quantity)
        quote = await orders.quote(*about, person_id=call.person_id, coupon_ids=coupon_ids)
    currency = quote.currency

    def amount(minor: int) -> Money:
        return money_of(money.Money(minor, currency))

    return CouponQuote(
        coupon_ids=list(quote.discount.coupon_ids),
        gross=amount(quote.total_minor + quote.discount.minor),
        off=amount(quote.discount.minor),
        total=amount(quote.total_minor),
        offers=[
            CouponOffer(
                one.coupon.coupon_id,
                one.coupon.batch.title,
                one.coupon.batch.title_en,
                amount(one.off_minor),
                one.obstacle,
                amount(one.missing_minor),
            )
            for one in quote.discount.offers
        ],
    )


ROUTES = [list_store_coupons, claim_coupon, hand_coupon, list_coupons, quote_coupons]
