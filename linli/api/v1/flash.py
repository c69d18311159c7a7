"""Flash sales: what a store announces, claiming some of it, and how one stands."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from linli.api.call import Call, Called
from linli.api.v1.shapes import Money, money_of
from linli.kernel import money
from linli.kernel.refusals import INVALID
from linli.modules import flash, merchants
from linli.services import Who

ON = "flash_not_started flash_over limit_reached sold_out"


class FlashSale(msgspec.Struct, frozen=True):
    """`units` of a deal for `price` each, from `starts_at` until `ends_at`; at most `per_person` for one.
    What is claimed is kept for `hold_seconds`, to be ordered.
    """

    sale_id: UUID
    deal_id: UUID
    state: flash.SaleState
    units: int
    per_person: int
    price: Money
    hold_seconds: int
    starts_at: datetime
    ends_at: datetime


class FlashSales(msgspec.Struct, frozen=True):
    """The last announced first; at most 50."""

    items: list[FlashSale]


class NewFlashSale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A flash sale to be announced. Its units are set aside from the deal's stock."""

    deal_id: UUID
    units: Annotated[int, Meta(ge=1, le=100_000)]
    price: Money
    starts_at: datetime
    ends_at: datetime
    per_person: Annotated[int, Meta(ge=1, le=99)] = 1
    hold_seconds: Annotated[int, Meta(ge=30, le=3600)] = 180


class NewFlashClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many."""

    quantity: Annotated[int, Meta(ge=1, le=99)] = 1


class FlashStanding(msgspec.Struct, frozen=True):
    """How one stands. `state` is null for who has nothing; what is `held` is to be ordered until
    `held_until`, naming the sale as `flash_sale_id`; who is `waiting` has `before` people before them and may
    get what others neither order nor pay. `free` and `unpaid` are units; where both are 0, all are sold.
    """

    state: flash.ClaimState | None
    quantity: int
    held_until: datetime | None
    before: int
    free: int
    unpaid: int


def sale_of(sale: flash.Sale, now: datetime) -> FlashSale:
    return FlashSale(
        sale_id=sale.sale_id,
        deal_id=sale.deal_id,
        state=sale.state(now),
        units=sale.units,
        per_person=sale.per_person,
        price=money_of(money.Money(sale.price_minor, sale.currency)),
        hold_seconds=sale.hold_seconds,
        starts_at=sale.starts_at,
        ends_at=sale.ends_at,
    )


@get(
    "/markets/{market:str}/stores/{slug:str}/flash-sales",
    opt={"who": Who.ANYONE},
    tags=["Flash sales"],
    summary="A store's flash sales",
)
async def list_flash_sales(call: Called, slug: FromPath[str]) -> FlashSales:
    """Announced, on, and over."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        found = await flash.sales_of_store(reader, call.market_id, store.store_id)
        return FlashSales([sale_of(one, reader.now) for one in found])


@post(
    "/markets/{market:str}/stores/{slug:str}/flash-sales",
    opt={
        "who": Who.MANAGER,
        "scope": "merchant",
        "once": True,
        "refuses": "deal_ended sold_out",
    },
    tags=["Flash sales"],
    summary="Announce a flash sale",
)
async def announce_flash_sale(call: Called, slug: FromPath[str], data: JSONBody[NewFlashSale]) -> FlashSale:
    """Sets the units aside. They are the deal's again when the sale is over and they are left."""
    if data.price.currency != call.market.currency:
        raise INVALID(field="price")
    for field in ("starts_at", "ends_at"):
        if getattr(data, field).tzinfo is None:
            raise INVALID(field=field)
    async with call.services.db.work(call.actor) as work:
        managers = (merchants.StaffRole.MANAGER, merchants.StaffRole.OWNER)
        store, _ = await call.staffed(work, slug, *managers)
        names = ("deal_id", "units", "per_person", "starts_at", "ends_at", "hold_seconds")
        new = flash.NewSale(
            store_id=store.store_id,
            price_minor=data.price.amount,
            **{name: getattr(data, name) for name in names},
        )

        async def act() -> FlashSale:
            return sale_of(await flash.announce_sale(work, call.market_id, new), work.now)

        return await call.once(work, "flash-sales", (store.store_id, data), FlashSale, act)


# budget: flash-sale claim: 7 statements, 160 calls
@post(
    "/markets/{market:str}/flash-sales/{sale_id:uuid}/claims",
    opt={"who": Who.PERSON, "scope": "consumer", "refuses": ON},
    status_code=200,
    tags=["Flash sales"],
    summary="Claim some of a flash sale",
)
async def claim_flash(call: Called, sale_id: FromPath[UUID], data: JSONBody[NewFlashClaim]) -> FlashStanding:
    """Kept for you, or a place in line as long as something may come back. Needs no idempotency key: who
    waits or holds already has that, and asking often brings nothing.
    """
    found = await call.services.flash.claim(call.market_id, sale_id, call.person_id, data.quantity)
    if found.claim is not None and found.claim.state is flash.ClaimState.WAITING:
        return await _standing(call, sale_id)
    return _told(found)


@get(
    "/markets/{market:str}/flash-sales/{sale_id:uuid}/claim",
    opt={"who": Who.PERSON, "scope": "consumer"},
    tags=["Flash sales"],
    summary="How I stand in a flash sale",
)
async def get_flash_standing(call: Called, sale_id: FromPath[UUID]) -> FlashStanding:
    """Look again every few seconds while you wait: what comes back is given out then."""
    standing = await _standing(call, sale_id)
    waits = standing.state is flash.ClaimState.WAITING
    if waits and standing.free:
        await call.services.flash.serve_line(call.market_id, sale_id)
        return await _standing(call, sale_id)
    return standing


async def _standing(call: Call, sale_id: UUID) -> FlashStanding:
    """Refuses: not_found."""
    async with call.services.db.read() as reader:
        await flash.sale(reader, call.market_id, sale_id)
        found = await flash.standing(reader, call.market_id, sale_id, call.person_id)
    return _told(found)


def _told(found: flash.Standing) -> FlashStanding:
    claim = found.claim
    return FlashStanding(
        state=claim.state if claim else None,
        quantity=claim.quantity if claim else 0,
        held_until=claim.held_until if claim else None,
        before=found.before,
        free=found.free,
        unpaid=found.unpaid,
    )


ROUTES = [list_flash_sales, announce_flash_sale, claim_flash, get_flash_standing]
