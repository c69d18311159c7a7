"""What the offline counter is played with: a device that the owner enrolled, and paid vouchers on paper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import msgspec

from linli.demo import shops
from linli.journey import wire
from linli.kernel.database import Database
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import catalog, markets, merchants, terminals, vouchers
from tests import cast, devices
from tests.browser import errands
from tests.product import Product

MARKET, CURRENCY = "hangzhou", "CNY"
DISHES = (
    catalog.Content(name="招牌面", name_en="House noodles", qty=2, price_minor=3_000),
    catalog.Content(name="饮料", name_en="Drinks", qty=2, price_minor=500),
)
SINGLE = catalog.UseRules()
PACKAGE = catalog.UseRules(kind=catalog.UseKind.PACKAGE)
TIMES = catalog.UseRules(kind=catalog.UseKind.TIMES, times=3)
VALUE = catalog.UseRules(kind=catalog.UseKind.VALUE, face_minor=10_000)


@dataclass(frozen=True)
class Paper:
    """A voucher whose code was printed: good without a network."""

    voucher_id: UUID
    title: str
    text: str


def signs_in() -> errands.SignIn:
    return errands.signs_in(MARKET, "owner")


def counter() -> str:
    return f"/{MARKET}/counter/{signs_in().store}"


@asynccontextmanager
async def behind(stage: Product) -> AsyncIterator[tuple[Database, int, merchants.Store]]:
    """The product's own database, with the market and the store whose counter this is."""
    database = await stage.database(wire(Journey()))
    try:
        async with database.read() as reader:
            market_id = (await markets.market_by_slug(reader, MARKET)).market_id
            store = await merchants.store_by_slug(reader, market_id, signs_in().store)
        yield database, market_id, store
    finally:
        await database.pool.close()


async def sold(stage: Product, *kinds: tuple[str, catalog.UseRules]) -> list[Paper]:
    """Deals of the shop, bought and paid by the demo's consumer; their codes in the form for paper."""
    async with behind(stage) as (database, market_id, store), database.work() as work:
        deals = []
        for title, rules in kinds:
            new: dict[str, Any] = {"store_id": store.store_id, "title": title, "title_en": title}
            changed = msgspec.structs.replace(cast.FOR_TWO, **new, contents=DISHES, use_rules=rules)
            deals.append(await catalog.publish_deal(work, market_id, changed))
    async with httpx.AsyncClient(base_url=stage.url, timeout=30) as client:
        buyer = await errands.caller(client, errands.signs_in(MARKET, "consumer"), "consumer")
        return [await _bought(client, buyer, deal) for deal in deals]


async def _bought(client: httpx.AsyncClient, buyer: errands.Caller, deal: catalog.Deal) -> Paper:
    voucher_id = (await errands.buys(client, buyer, str(deal.deal_id)))["voucher_id"]
    token = await buyer.get(f"vouchers/{voucher_id}/token?form=static")
    return Paper(UUID(voucher_id), deal.title, token["token"])


async def redeemed(stage: Product, paper: Paper) -> None:
    """At another counter, with a network."""
    async with httpx.AsyncClient(base_url=stage.url, timeout=30) as client:
        owner = await errands.caller(client, signs_in(), "counter")
        await owner.post(f"stores/{signs_in().store}/redemptions", {"code": paper.text})


async def offer(stage: Product) -> str:
    """The address in the owner's QR code that makes a browser a device."""
    async with behind(stage) as (database, market_id, store):
        about = (database, market_id, shops.person_id(signs_in().phone), store.store_id)
        offered = await devices.offered(*about)
    token = Signer(DEMO_SECRET, "enrolments").sign(offered.enrolment_id.hex)
    return f"{counter()}/enrolment?token={token}"


async def allow_offline(stage: Product, name: str, uses: int = 5) -> None:
    """The owner lets the device of this name redeem without a network."""
    async with behind(stage) as (database, market_id, store), database.work() as work:
        owner = await merchants.require_staff(
            work, market_id, shops.person_id(signs_in().phone), store.store_id
        )
        # The newest of that name.
        every = await terminals.devices_of_store(work, market_id, store.store_id)
        device = next(one for one in every if one.name == name)
        limit_minor = terminals.usual_limit(CURRENCY)
        wanted = terminals.Allowance(offline=True, uses=uses, limit_minor=limit_minor)
        await terminals.change_allowance(work, market_id, owner, device.device_id, wanted)


async def with_pin(stage: Product, role: str, pin: str) -> str:
    """Somebody of the cast who works there has chosen a PIN; their name at the counter."""
    person_id = shops.person_id(errands.signs_in(MARKET, role).phone)
    async with behind(stage) as (database, market_id, store):
        async with database.read() as reader:
            member = await merchants.require_staff(reader, market_id, person_id, store.store_id)
        await terminals.set_pin(database, market_id, member, pin, Signer(DEMO_SECRET, "pins"))
    return member.name


async def vouchers_of(stage: Product, *papers: Paper) -> list[vouchers.Voucher]:
    """As they are now."""
    async with behind(stage) as (database, market_id, _), database.read() as reader:
        return [await vouchers.voucher(reader, market_id, paper.voucher_id) for paper in papers]


async def taken_by(stage: Product, paper: Paper) -> list[str]:
    """Who took something of it without a network."""
    async with behind(stage) as (database, market_id, _), database.read() as reader:
        uses = await vouchers.offline_uses_of_voucher(reader, market_id, paper.voucher_id)
    return [use.clerk_name for use in uses]
