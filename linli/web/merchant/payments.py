"""Money at the counter: asked of a member's phone, seen as it comes in, given back on the same day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.idempotency import Key
from linli.kernel.live import topic
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.kernel.signing import body_print
from linli.modules import identity, members, orders, payments, promotions
from linli.services import Who
from linli.web.merchant.shop import Shop, counter_page, midnight, shop_of, typed
from linli.web.shared.dense import decimal
from linli.web.shared.http import Asked, Here
from linli.web.shared.security import new_nonce
from linli.web.shared.streams import stream_of
from linli.web.shared.typed_money import read_amount

AT_THE_TILL = {"who": Who.CLERK, "till": True}
COUNTER = "/{market:str}/counter/{slug:str}"
SHOWN = 50
# What came this long ago is still news to a screen that was away for a moment.
NEWS_FOR = timedelta(minutes=3)
CODE_NO = frozenset(
    (
        members.MEMBER_CODE_UNKNOWN,
        members.MEMBER_CODE_ELSEWHERE,
        members.MEMBER_CODE_EXPIRED,
        members.MEMBER_CODE_USED,
        members.MEMBER_CODE_TAKEN,
    )
)


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One payment in the list of the day. `fresh`: it has just come in; `backable`: some may go back."""

    order_id: UUID
    number: str
    who: str
    member: bool
    total: Money
    refunded: Money
    left: Money
    left_typed: str
    at: datetime
    clerk: str
    fresh: bool
    backable: bool
    key: str


class Holder(msgspec.Struct, frozen=True):
    """Whoever showed a code: as a member by name, else by nothing but that they stand there."""

    code: str
    name: str
    member_since: datetime | None
    coupons: Sequence[promotions.Coupon] = ()
    # What clerks give away here; only members are given any.
    gifts: Sequence[tuple[promotions.Batch, str]] = ()


@get(f"{COUNTER}/payments", opt=AT_THE_TILL)
async def payments_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Take a payment, and what came in today; new ones fill the screen by themselves."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        rows = await _today(here, reader, shop)
    said = {"given_back": any(row.refunded for row in rows)}
    return counter_page(here, shop, "counter_payments", said=said, rows=rows, total=_sum(here, rows))


@get(f"{COUNTER}/payments/arrived", opt=AT_THE_TILL)
async def arrived(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The list of the day alone, for pages that look again."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        rows = await _today(here, reader, shop)
    return counter_page(here, shop, "counter_arrived", rows=rows, total=_sum(here, rows))


@get(f"{COUNTER}/live", opt=AT_THE_TILL)
async def counter_news(here: Asked, slug: FromPath[str]) -> Response[str] | Stream:
    """A stream that says when money has come in to this store; how much, the page asks itself."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    return stream_of(here, topic("store", here.market_id, shop.store.store_id))


@post(f"{COUNTER}/members", opt=AT_THE_TILL)
async def code_read(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Whose code it is, and how much they are to pay."""
    text = typed(await here.request.form(), "code")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    return await member_preview(here, shop, text)


async def member_preview(
    here: Here,
    shop: Shop,
    text: str,
    refusal: Refusal | None = None,
    amount: str = "",
    *,
    now_has: promotions.Batch | None = None,
    about_coupon: Refusal | None = None,
) -> Response[str]:
    """The screen after a member code was scanned; or why it is not good, in plain words. `now_has` is the
    coupon that has just become theirs, `about_coupon` why none did.
    """
    try:
        about = (here.market_id, text, shop.store.store_id, here.person.person_id)
        person_id = await members.try_code(here.services.db, here.actor, *about)
    except Refusal as no:
        if no.kind not in CODE_NO:
            raise
        return await code_no(here, shop, no)
    async with here.services.db.read() as reader:
        holder = await _holder(here, reader, shop, text, person_id)
    key = new_nonce()
    return counter_page(
        here,
        shop,
        "counter_ask",
        refused=refusal or about_coupon,
        now_has=now_has,
        about_coupon=about_coupon,
        holder=holder,
        key=key,
        amount=amount,
        refusal=refusal,
        most=Money(orders.most_minor(here.market.currency), here.market.currency),
    )


@post(f"{COUNTER}/payments", opt=AT_THE_TILL)
async def ask_amount(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The amount goes to the phone of whoever showed the code, which is used up by it."""
    form = await here.request.form()
    text, said, key = typed(form, "code"), typed(form, "amount")[:20], typed(form, "key")
    currency = here.market.currency
    amount = read_amount(said, currency) or Money(0, currency)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    offers = here.services.offers(here.market, payments.situation_of(""))
    if not offers:
        return await code_no(here, shop, payments.WAY_NOT_POSSIBLE())
    asked = Key(f"counter:{shop.store.store_id}", key, body_print("ask", text, amount.minor))
    try:
        async with here.services.db.work(here.actor) as work:
            order = await orders.ask_sale(
                work,
                here.market_id,
                shop.store.store_id,
                amount,
                text,
                provider=offers[0].provider,
                pay_within=timedelta(minutes=here.services.settings.pay_within_minutes),
                key=asked,
                clerk=_clerk(here, shop),
            )
    except Refusal as refusal:
        if refusal.kind is orders.AMOUNT_WRONG:
            return await member_preview(here, shop, text, refusal, said)
        return await code_no(here, shop, refusal)
    return here.see_other(f"{shop.counter}/payments/{order.order_id}")


@get(f"{COUNTER}/payments/{{order_id:uuid}}", opt=AT_THE_TILL)
async def payment_page(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """One payment: waited for, come in, or given back. `?waiting=1` answers 204 while it waits."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        sale = await orders.sale(reader, here.market_id, order_id, shop.store.store_id)
        waiting = sale.state is orders.OrderState.AWAITING_PAYMENT
        if waiting and here.request.query_params.get("waiting"):
            return Response("", status_code=204, headers={"Cache-Control": "no-store"})
        (row,) = await _rows(here, reader, shop, [sale])
    said = {"given_back": row.refunded.minor > 0}
    return counter_page(here, shop, "counter_payment", said=said, sale=sale, row=row)


@post(f"{COUNTER}/payments/{{order_id:uuid}}/refund", opt=AT_THE_TILL)
async def give_back(here: Asked, slug: FromPath[str], order_id: FromPath[UUID]) -> Response[str]:
    """All of it or a part goes back to whoever paid, with a reason."""
    form = await here.request.form()
    said, why, key = typed(form, "amount")[:20], typed(form, "why"), typed(form, "key")
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
    amount = read_amount(said, here.market.currency)
    try:
        if amount is None:
            raise INVALID(field="amount")
        asked = Key(f"counter:{shop.store.store_id}", key, body_print("back", order_id, amount.minor, why))
        async with here.services.db.work(here.actor) as work:
            about = (order_id, shop.store.store_id, _clerk(here, shop), amount, why, asked)
            await orders.refund_sale(work, here.market_id, *about)
    except Refusal as refusal:
        return await code_no(here, shop, refusal)
    return here.see_other(f"{shop.counter}/payments/{order_id}?done=given_back")


async def _holder(here: Here, reader: Reader, shop: Shop, text: str, person_id: UUID) -> Holder:
    merchant_id, member = shop.store.merchant_id, None
    if merchant_id is not None:
        member = await members.member_of(reader, here.market_id, merchant_id, person_id)
    who = await identity.people(reader, [person_id] if member else [])
    name = who[person_id].nickname if person_id in who else ""
    if member is None:
        return Holder(text, name, None)
    # What a member has is used by itself; the clerk can say so. Of others nothing is told.
    mine = await promotions.coupons_of_person(reader, here.market_id, person_id, good=True)
    usable = [one for one in mine.items if one.batch.merchant_id in (None, merchant_id)]
    about = (here.market_id, merchant_id, shop.store.store_id, promotions.Handing.CLERK)
    gifts = [(one, new_nonce()) for one in await promotions.handed_out(reader, *about)]
    return Holder(text, name, member.joined_at, usable, gifts)


async def _today(here: Here, reader: Reader, shop: Shop) -> list[Taken]:
    at = (here.market_id, shop.store.store_id, midnight(here, reader.now))
    return await _rows(here, reader, shop, await orders.sales_of_store(reader, *at, SHOWN))


async def _rows(here: Here, reader: Reader, shop: Shop, sales: Sequence[orders.Sale]) -> list[Taken]:
    """With the names of those who agreed to be known here, in two queries however many there are."""
    known: Mapping[UUID, identity.Person] = {}
    if shop.store.merchant_id is not None:
        people = [one.person_id for one in sales]
        agreed = await members.members_among(reader, here.market_id, shop.store.merchant_id, people)
        known = await identity.people(reader, agreed)
    today = midnight(here, reader.now)
    return [
        Taken(
            order_id=one.order_id,
            number=one.number_grouped,
            who=known[one.person_id].nickname if one.person_id in known else "",
            member=one.person_id in known,
            total=one.total,
            refunded=one.refunded,
            left=one.left,
            left_typed=decimal(one.left),
            at=one.paid_at or one.placed_at,
            clerk=one.clerk_name,
            fresh=one.paid_at is not None and reader.now - one.paid_at < NEWS_FOR,
            backable=one.paid_at is not None and one.paid_at >= today and one.left.minor > 0,
            key=new_nonce(),
        )
        for one in sales
    ]


def _sum(here: Here, rows: Sequence[Taken]) -> Money:
    return Money(sum(row.left.minor for row in rows), here.market.currency)


def _clerk(here: Here, shop: Shop) -> orders.SaleClerk:
    return orders.SaleClerk(here.person.person_id, shop.member.name)


async def code_no(here: Here, shop: Shop, refusal: Refusal) -> Response[str]:
    """Why there is no payment, filling the screen."""
    return counter_page(here, shop, "counter_payment_no", refused=refusal, refusal=refusal)


ROUTES = [payments_page, arrived, counter_news, code_read, ask_amount, payment_page, give_back]
