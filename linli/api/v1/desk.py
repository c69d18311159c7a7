"""The merchant's desk: deals, orders and money."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from linli.api.call import Call, Called
from linli.api.v1 import shapes_desk as shapes
from linli.api.v1 import shapes_stores
from linli.api.v1.shapes import After, Size, money_of
from linli.api.v1.shapes_uses import rules_meant
from linli.api.v1.stores import stores_behind
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND, Refusal
from linli.modules import catalog, markets, merchants, orders, reservations, settlement
from linli.services import Who

# What the catalog calls a field of a deal, and where it stands in the request.
FIELDS = {
    "price_minor": "price.amount",
    "list_price_minor": "list_price.amount",
    "times": "use.times",
    "face_minor": "use.face_minor",
    "blackout": "use.blackout",
    "valid_after_days": "use.valid_after_days",
    "book_ahead_hours": "use.book_ahead_hours",
}
MANAGER, OWNER = merchants.StaffRole.MANAGER, merchants.StaffRole.OWNER


@post(
    "/markets/{market:str}/stores/{slug:str}/deals",
    opt={
        "who": Who.MANAGER,
        "scope": "merchant",
        "once": True,
        "refuses": "verification_over merchant_not_verified",
    },
    tags=["Desk"],
    summary="Put a deal on sale",
)
async def publish_deal(
    call: Called, slug: FromPath[str], data: JSONBody[shapes.NewDeal]
) -> shapes_stores.Deal:
    """At once, with all its stock."""
    _check_currencies(data, call.market.currency)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)

        async def act() -> shapes_stores.Deal:
            try:
                new = replace(_new_deal(store.store_id, data), store_ids=await _stores(call, work, data))
                deal = await catalog.publish_deal(work, call.market_id, new)
            except Refusal as refusal:
                raise _in_its_fields(refusal) from None
            stores = await stores_behind(work, call.market_id, [deal])
            return shapes_stores.deal_of(deal, deal.stock, stores)

        return await call.once(work, "deals", (store.store_id, data), shapes_stores.Deal, act)


@put(
    "/markets/{market:str}/stores/{slug:str}/deals/{deal_id:uuid}",
    opt={
        "who": Who.MANAGER,
        "scope": "merchant",
        "refuses": "merchant_not_verified deal_ended deal_changed below_sold",
    },
    tags=["Desk"],
    summary="Change a deal",
)
async def change_deal(
    call: Called, slug: FromPath[str], deal_id: FromPath[UUID], data: JSONBody[shapes.ChangedDeal]
) -> shapes_stores.Deal:
    """For whoever buys from now on. Its photo stays; its stock never falls below what is sold or held."""
    _check_currencies(data, call.market.currency)
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        was = await catalog.deal(work, call.market_id, deal_id)
        if was.store_id != store.store_id:
            raise NOT_FOUND()
        new = replace(_new_deal(store.store_id, data), picture_id=was.picture_id)
        new = replace(new, store_ids=await _stores(call, work, data, was.store_ids))
        try:
            deal = await catalog.change_deal(work, call.market_id, deal_id, new, data.revision)
        except Refusal as refusal:
            raise _in_its_fields(refusal) from None
        left = await reservations.left(work, call.market_id, deal_id)
        stores = await stores_behind(work, call.market_id, [deal])
    return shapes_stores.deal_of(deal, left, stores)


async def _stores(
    call: Call, work: Work, data: shapes.NewDeal, before: Sequence[UUID] = ()
) -> tuple[UUID, ...]:
    """Where else it is good. Whoever asks manages each store that comes in or goes out.

    Refuses: not_found (also where not staff), not_allowed.
    """
    wanted = {(await call.store(work, slug)).store_id for slug in data.stores}
    for store_id in sorted(wanted ^ set(before)):
        await merchants.require_staff(work, call.market_id, call.person_id, store_id, MANAGER)
    return tuple(sorted(wanted))


def _check_currencies(data: shapes.NewDeal, currency: str) -> None:
    """Refuses: invalid (the path of the first price that is in another currency)."""
    prices = [("price", data.price), ("list_price", data.list_price)]
    prices += [("contents[].price", line.price) for line in data.contents]
    for path, price in prices:
        if price.currency != currency:
            raise INVALID(field=f"{path}.currency")


def _in_its_fields(refusal: Refusal) -> Refusal:
    """The same refusal, with the field called as it is in the request."""
    field = str(refusal.params.get("field", ""))
    return INVALID(field=FIELDS.get(field, field)) if refusal.kind is INVALID else refusal


def _new_deal(store_id: UUID, data: shapes.NewDeal) -> catalog.NewDeal:
    contents = [
        catalog.Content(
            name=line.name, name_en=line.name_en, qty=line.quantity, price_minor=line.price.amount
        )
        for line in data.contents
    ]
    return catalog.NewDeal(
        store_id=store_id,
        title=data.title,
        title_en=data.title_en,
        price_minor=data.price.amount,
        list_price_minor=data.list_price.amount,
        currency=data.price.currency,
        stock=data.stock,
        contents=contents,
        rules_zh=data.rules_zh,
        rules_en=data.rules_en,
        icon=data.icon,
        per_person=data.per_person,
        valid_days=data.valid_days,
        usable=data.usable,
        use_rules=rules_meant(data.use),
    )


@post(
    "/markets/{market:str}/stores/{slug:str}/deals/{deal_id:uuid}/end",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "deal_ended"},
    status_code=204,
    tags=["Desk"],
    summary="Take a deal off sale",
)
async def end_deal(call: Called, slug: FromPath[str], deal_id: FromPath[UUID]) -> None:
    """For good; what was sold stays valid."""
    async with call.services.db.work(call.actor) as work:
        store, _ = await call.staffed(work, slug, MANAGER)
        deal = await catalog.deal(work, call.market_id, deal_id)
        if deal.store_id != store.store_id:
            raise NOT_FOUND()
        await catalog.end_deal(work, call.market_id, deal_id)


@get(
    "/markets/{market:str}/stores/{slug:str}/orders/today",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Counter"],
    summary="Today's orders of a store",
)
async def list_todays_orders(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 30
) -> shapes.StoreOrderPage:
    """Placed or paid since the market's midnight, newest first, without a word about who ordered."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        since = markets.day_began(reader.now, call.market.timezone)
        where = (call.market_id, store.store_id)
        page = await orders.orders_of_store_since(reader, *where, since, cursor, size)
    return shapes.StoreOrderPage([shapes.store_order_of(order) for order in page.items], page.next_cursor)


@get(
    "/markets/{market:str}/stores/{slug:str}/orders",
    opt={"who": Who.MANAGER, "scope": "merchant"},
    tags=["Desk"],
    summary="A store's orders",
)
async def list_store_orders(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 30
) -> shapes.StoreOrderPage:
    """Newest first, without a word about who ordered."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug, MANAGER)
        page = await orders.orders_of_store(reader, call.market_id, store.store_id, cursor, size)
    return shapes.StoreOrderPage([shapes.store_order_of(order) for order in page.items], page.next_cursor)


@get(
    "/markets/{market:str}/stores/{slug:str}/balance",
    opt={"who": Who.OWNER, "scope": "merchant"},
    tags=["Desk"],
    summary="What the merchant has earned",
)
async def get_balance(call: Called, slug: FromPath[str]) -> shapes.Balance:
    """Of all the merchant's stores in this market, after commission, and not paid out yet."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        balance = await settlement.balance(reader, call.market_id, member.merchant_id, call.market.currency)
    return shapes.Balance(money_of(balance))


@get(
    "/markets/{market:str}/stores/{slug:str}/movements",
    opt={"who": Who.OWNER, "scope": "merchant"},
    tags=["Desk"],
    summary="The merchant's statement",
)
async def list_movements(
    call: Called, slug: FromPath[str], cursor: After = None, size: Size = 30
) -> shapes.MovementPage:
    """Newest first."""
    async with call.services.db.read() as reader:
        _, member = await call.staffed(reader, slug, OWNER)
        page = await settlement.movements(
            reader, call.market_id, member.merchant_id, call.market.currency, cursor, size
        )
    return shapes.MovementPage([shapes.movement_of(line) for line in page.items], page.next_cursor)
