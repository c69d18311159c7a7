"""Paid in the shop: by its payer, asked for by the counter, given back; and who is a member."""

from datetime import datetime, timedelta
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from linli.api.call import Called
from linli.api.v1 import shapes_orders
from linli.api.v1 import shapes_sales as shapes
from linli.api.v1.shapes import Money, Size
from linli.kernel import money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import identity, marketing, members, merchants, orders, payments
from linli.services import Who, offered_of

STORE = "/markets/{market:str}/stores/{slug:str}"
SELLING = "amount_wrong store_closed verification_over merchant_not_verified way_not_possible"
# The category of a merchant (ISO 18245) where none is known.
OTHER_RETAIL = "5999"
CODES = (
    "member_code_unknown member_code_elsewhere member_code_used member_code_taken member_code_expired"
    " too_many_tries"
)


@post(
    f"{STORE}/sales",
    opt={"who": Who.PERSON, "scope": "consumer", "once": True, "refuses": SELLING},
    tags=["Orders"],
    summary="Pay an amount in a store",
)
async def place_sale(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewSale]
) -> shapes_orders.Order:
    """What a payer types who has scanned the store's code. It is paid like any order, and is the store's at
    once.
    """
    provider = _provider(call)
    async with call.services.db.work(call.actor) as work:
        store = await call.store(work, slug)
        link = None
        if data.visit_id is not None:
            link = await marketing.visit_link(work, call.market_id, data.visit_id)
            link = link if link and link.store_id == store.store_id else None
        order = await orders.place_sale(
            work,
            call.market_id,
            call.person_id,
            store.store_id,
            _amount(data.amount),
            visit_id=data.visit_id if link else None,
            link_code=link.code if link else None,
            provider=provider,
            pay_within=_pay_within(call),
            key=call.key("sales", store.store_id, data),
            language=call.locale,
        )
    return shapes_orders.order_of(order, store)


@post(
    f"{STORE}/asked-sales",
    opt={"who": Who.CLERK, "scope": "counter", "once": True, "refuses": f"{SELLING} {CODES}"},
    tags=["Counter"],
    summary="Ask somebody for an amount",
)
async def ask_sale(call: Called, slug: FromPath[str], data: JSONBody[shapes.AskedSale]) -> shapes.Sale:
    """The amount appears on the phone that showed the code, and is paid there; the code is used up."""
    provider = _provider(call)
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug)
        order = await orders.ask_sale(
            work,
            call.market_id,
            store.store_id,
            _amount(data.amount),
            data.member_code,
            provider=provider,
            pay_within=_pay_within(call),
            key=call.key("asked-sales", store.store_id, data),
            clerk=orders.SaleClerk(call.person_id, member.name),
        )
        return shapes.sale_of(await orders.sale(work, call.market_id, order.order_id))


@get(
    f"{STORE}/sales",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="What was paid in the store",
)
async def list_sales(
    call: Called, slug: FromPath[str], since: FromQuery[datetime | None] = None, size: Size = 50
) -> shapes.SaleList:
    """Of the last 24 hours, or `since`; for a clerk never more than 24 hours."""
    async with call.services.db.read() as reader:
        store, began = await call.counter_since(reader, slug, since)
        found = await orders.sales_of_store(reader, call.market_id, store.store_id, began, size)
    return shapes.SaleList([shapes.sale_of(one) for one in found])


@get(
    f"{STORE}/sales/{{order_id:uuid}}",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="One payment in the store",
)
async def get_sale(call: Called, slug: FromPath[str], order_id: FromPath[UUID]) -> shapes.Sale:
    """Whether it was paid, and how much of it went back."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        return shapes.sale_of(await orders.sale(reader, call.market_id, order_id, store.store_id))


@post(
    f"{STORE}/sales/{{order_id:uuid}}/refunds",
    opt={
        "who": Who.CLERK,
        "scope": "counter",
        "once": True,
        "refuses": "sale_not_paid refund_day_over refund_above_paid escrow_exhausted refund_too_large",
    },
    tags=["Counter"],
    summary="Give some of it back",
)
async def refund_sale(
    call: Called, slug: FromPath[str], order_id: FromPath[UUID], data: JSONBody[shapes.SaleRefundWish]
) -> shapes.Sale:
    """All or a part, on the market's day on which it was paid; the reason stays in the audit trail."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug)
        key = call.key("sale-refunds", store.store_id, order_id, data)
        clerk = orders.SaleClerk(call.person_id, member.name)
        about = (order_id, store.store_id, clerk, _amount(data.amount), data.reason, key)
        await orders.refund_sale(work, call.market_id, *about)
        return shapes.sale_of(await orders.sale(work, call.market_id, order_id))


@post(
    f"{STORE}/member-code-readings",
    opt={"who": Who.CLERK, "scope": "counter", "refuses": CODES},
    status_code=200,
    tags=["Counter"],
    summary="Who shows this member code",
)
async def read_member_code(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.CodeOfMember]
) -> shapes.CodeHolder:
    """From now on the code is good at this store alone, for five minutes and one payment."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
    about = (call.market_id, data.code, store.store_id, call.person_id)
    person_id = await members.try_code(call.services.db, call.actor, *about)
    async with call.services.db.read() as reader:
        member = await members.member_of(reader, call.market_id, _merchant_id(store), person_id)
        known = await identity.people(reader, [person_id] if member else [])
    if member is None or person_id not in known:
        return shapes.CodeHolder(None, None)
    return shapes.CodeHolder(known[person_id].nickname, member.joined_at)


@get(
    f"{STORE}/pay-code",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="What a payment code says",
)
async def get_pay_code(call: Called, slug: FromPath[str]) -> shapes.PayCode:
    """To print it: whoever scans it types the amount and pays. A code that a campaign counts is one of the
    store's links instead.
    """
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        rule = await payments.pay_code_rule(reader, call.market_id)
    market, public = call.market, call.services.settings.public_url
    address = f"{public}/{market.slug}/stores/{slug}/pay"
    if not rule.shown:
        return shapes.PayCode(address, None)
    host = public.partition("://")[2].partition(":")[0].partition("/")[0]
    network = rule.network or ".".join(reversed(host.split(".")))
    fields = [("01", f"{market.slug}/{slug}"), *([("02", rule.account)] if rule.account else [])]
    presented = payments.Presented(
        accounts=[payments.Account(network, fields)],
        category=OTHER_RETAIL,
        currency=market.currency,
        country=market.country,
        name=store.name_en or store.name,
        city=market.name_en or market.name,
        local=("ZH", store.name, market.name_zh) if market.language == "zh" else None,
    )
    try:
        emvco = payments.presented_payload(presented)
    except ValueError as error:
        raise INVALID(field="store") from error
    return shapes.PayCode(address, emvco)


@get(
    f"{STORE}/members",
    opt={"who": Who.MANAGER, "scope": "merchant"},
    tags=["Desk"],
    summary="Members of the merchant",
)
async def list_members(
    call: Called, slug: FromPath[str], cursor: FromQuery[str | None] = None, size: Size = 50
) -> shapes.ShopMemberPage:
    """Those who agreed that the merchant of this store knows them by name, in all its stores."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, merchants.StaffRole.MANAGER)
        about = (call.market_id, _merchant_id(store), cursor, size)
        page = await members.members_of_merchant(reader, *about)
        known = await identity.people(reader, [one.person_id for one in page.items])
    items = [shapes.member_of(one, known[one.person_id]) for one in page.items if one.person_id in known]
    return shapes.ShopMemberPage(items, page.next_cursor)


def _merchant_id(store: merchants.Store) -> UUID:
    if store.merchant_id is None:
        raise NOT_FOUND()
    return store.merchant_id


def _provider(call: Called) -> str:
    offered = offered_of(call.services.settings).in_market(call.market.slug)
    if not offered:
        raise payments.WAY_NOT_POSSIBLE()
    return offered[0]


def _pay_within(call: Called) -> timedelta:
    return timedelta(minutes=call.services.settings.pay_within_minutes)


def _amount(wished: Money) -> money.Money:
    """Refuses: invalid (a currency that we do not know)."""
    if wished.currency not in money.MINOR_DIGITS:
        raise INVALID(field="currency")
    return money.Money(wished.amount, wished.currency)
