"""What is paid in a shop: the amount, then the receipt; and being a member of those one has paid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import consents, members, merchants, orders, payments, promotions
from linli.services import Who
from linli.web.consumer.coupon_faces import CouponFace, coupon_face
from linli.web.consumer.order_face import refund_line
from linli.web.consumer.paying import another, nowhere, offers, ways
from linli.web.consumer.tongue import Tongue, show, tongue_of
from linli.web.consumer.views import RefundLine
from linli.web.shared.http import Asked, Here

OF_PAYERS = {"who": Who.PERSON, "guest": True}
TROUBLES = ("away", "other", "left")


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in a shop as its payer sees it. `state` is the order's, `asked_by` the clerk who asked for
    it; `member_since` None: no member of this merchant.
    """

    id: UUID
    number: str
    state: str
    store_name: str
    store_slug: str
    store_id: UUID
    trade: str
    merchant_id: UUID
    merchant_name: str
    total: Money
    gross: Money
    discount: Money
    placed_at: datetime
    paid_at: datetime | None
    pay_before: datetime
    asked_by: str
    payable: bool
    held: bool
    declined: bool
    provider: str
    refunds: Sequence[RefundLine]
    member_since: datetime | None
    works_there: bool
    coupons: Sequence[CouponFace]

    @property
    def paid(self) -> bool:
        return self.paid_at is not None


async def receipt_page(here: Here, order: orders.Order) -> Response[str]:
    """The whole page of such an order, whatever its state; it asks for itself every 3 s while it waits."""
    tongue = tongue_of(here)
    async with here.services.db.read() as reader:
        face = await _receipt(reader, here, order, tongue)
    trouble = here.request.query_params.get("provider", "")
    found = offers(here) if face.payable else []
    return show(
        here,
        "receipt.html",
        said={"joined_shop": face.member_since is not None, "canceled": face.state == "canceled"},
        without_bar=True,
        receipt=face,
        guest=here.person.is_guest,
        consent=consents.current_text(consents.Purpose.MEMBER, here.locale),
        trouble=trouble if face.payable and trouble in TROUBLES else "",
        ways=ways(found, tongue),
        way=another(found, face.provider) if trouble in ("away", "other") else face.provider,
        nowhere=nowhere(here, found) if face.payable else "",
    )


async def _receipt(reader: Reader, here: Here, order: orders.Order, tongue: Tongue) -> Receipt:
    market_id, order_id = here.market_id, order.order_id
    store = await merchants.store(reader, market_id, order.store_id)
    merchant = await merchants.merchant(reader, market_id, order.merchant_id)
    sale = await orders.sale(reader, market_id, order_id)
    intent = await payments.intent_of_order(reader, market_id, order_id)
    refunds = await payments.refunds_of_order(reader, market_id, order_id)
    member = await members.member_of(reader, market_id, order.merchant_id, order.person_id)
    works_there = await merchants.works_for(reader, market_id, order.person_id, order.merchant_id)
    mine = await promotions.coupons_of_person(reader, market_id, order.person_id, good=True)
    here_too = [one for one in mine.items if one.batch.merchant_id == order.merchant_id]
    waiting = order.state is orders.OrderState.AWAITING_PAYMENT
    held = intent is not None and intent.state is payments.IntentState.HELD
    return Receipt(
        id=order_id,
        number=order.number_grouped,
        state=order.state.value,
        store_name=tongue.pick(store.name, store.name_en),
        store_slug=store.slug,
        store_id=store.store_id,
        trade=store.trade,
        merchant_id=order.merchant_id,
        merchant_name=tongue.pick(merchant.name, store.name_en if store.name == merchant.name else ""),
        total=order.total,
        gross=order.unit_price,
        discount=order.unit_price - order.total,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        pay_before=order.pay_before,
        asked_by=sale.clerk_name,
        payable=waiting and not held and order.pay_before > reader.now,
        held=waiting and held,
        declined=waiting and intent is not None and intent.state is payments.IntentState.FAILED,
        provider=intent.provider if intent else "",
        refunds=[refund_line(refund, tongue) for refund in refunds],
        member_since=member.joined_at if member else None,
        works_there=works_there,
        coupons=[coupon_face(one, {}, reader.now, tongue) for one in here_too],
    )


@post("/{market:str}/orders/{order_id:uuid}/membership", opt=OF_PAYERS)
async def join_by_receipt(here: Asked, order_id: FromPath[UUID]) -> Response[str]:
    """One tap on the receipt, under the words that say what it means: a member of the merchant that was
    paid.
    """
    person_id = here.person.person_id
    async with here.services.db.work(here.actor) as work:
        order = await orders.order(work, here.market_id, order_id, person_id)
        if order.paid_at is None or not order.is_sale:
            raise NOT_FOUND()
        who = (order.merchant_id, person_id, order.store_id)
        how = members.How.PAYMENT
        await members.join(work, here.market_id, *who, how, order_id, language=here.locale)
    return here.see_other(here.url(f"orders/{order_id}") + "?done=joined_shop")


@get("/{market:str}/me/memberships", opt={"who": Who.PERSON})
async def memberships_page(here: Asked) -> Response[str]:
    """The shops that may know me by name, and the way out of each."""
    async with here.services.db.read() as reader:
        found = await members.memberships(reader, here.market_id, here.person.person_id)
        firms = await merchants.merchants_of_ids(reader, here.market_id, [one.merchant_id for one in found])
        stores = await merchants.stores(reader, here.market_id, [one.store_id for one in found])
    tongue = tongue_of(here)
    rows = [
        (one, firms[one.merchant_id].name, _place(stores.get(one.store_id), tongue))
        for one in found
        if one.merchant_id in firms
    ]
    return show(
        here,
        "memberships.html",
        said={"left_shop": True},
        nav="me",
        rows=rows,
        consent=consents.current_text(consents.Purpose.MEMBER, here.locale),
    )


def _place(store: merchants.Store | None, tongue: Tongue) -> tuple[str, str]:
    return (tongue.pick(store.name, store.name_en), store.slug) if store else ("", "")


@post("/{market:str}/me/memberships/{merchant_id:uuid}/end", opt={"who": Who.PERSON})
async def leave_shop(here: Asked, merchant_id: FromPath[UUID]) -> Response[str]:
    """Out, as easily as in; a second time changes nothing."""
    async with here.services.db.work(here.actor) as work:
        await members.leave(work, here.market_id, merchant_id, here.person.person_id)
    return here.see_other(here.url("me/memberships") + "?done=left_shop")


ROUTES = [join_by_receipt, memberships_page, leave_shop]
