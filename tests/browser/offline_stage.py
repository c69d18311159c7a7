"""What the offline counter is played with: a device that the owner enrolled, and paid vouchers on paper."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import msgspec

from linli.demo import shops
from linli.journey import wire
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import catalog, markets, merchants, terminals, vouchers
from tests import cast, devices
from tests.browser import errands
from tests.product import Product

MARKET = "hangzhou"
DISHES = (
    catalog.Content(name="招牌面", name_en="House noodles", qty=2, price_minor=3_000),
    catalog.Content(name="饮料", name_en="Drinks", qty=2, price_minor=500),
)
SINGLE = catalog.UseRules()
PACKAGE = catalog.UseRules(kind=catalog.UseKind.PACKAGE)
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


async def sold(stage: Product, *kinds: tuple[str, catalog.UseRules]) -> list[Paper]:
    """Deals of the shop, bought and paid by the demo's consumer; their codes in the form for paper."""
    database = await stage.database(wire(Journey()))
    try:
        async with database.work() as work:
            market_id, store = await _place(work)
            deals = []
            for title, rules in kinds:
                new: dict[str, Any] = {"store_id": store.store_id, "title": title, "title_en": title}
                changed = msgspec.structs.replace(cast.FOR_TWO, **new, contents=DISHES, use_rules=rules)
                deals.append(await catalog.publish_deal(work, market_id, changed))
    finally:
        await database.pool.close()
    async with httpx.AsyncClient(base_url=stage.url, timeout=30) as client:
        buyer = await errands.caller(client, errands.signs_in(MARKET, "consumer"), "consumer")
        return [await _bought(client, buyer, deal) for deal in deals]


async def _bought(client: httpx.AsyncClient, buyer: errands.Caller, deal: catalog.Deal) -> Paper:
    voucher_id = (await errands.buys(client, buyer, str(deal.deal_id)))["voucher_id"]
    token = await buyer.get(f"vouchers/{voucher_id}/token?form=static")
    return Paper(UUID(voucher_id), deal.title, token["token"])


async def offer(stage: Product) -> str:
    """The address in the owner's QR code that makes a browser a device."""
    database = await stage.database(wire(Journey()))
    try:
        async with database.read() as reader:
            market_id, store = await _place(reader)
        about = (database, market_id, shops.person_id(signs_in().phone), store.store_id)
        offered = await devices.offered(*about)
    finally:
        await database.pool.close()
    token = Signer(DEMO_SECRET, "enrolments").sign(offered.enrolment_id.hex)
    return f"{counter()}/enrolment?token={token}"


async def allow_offline(stage: Product, name: str, uses: int = 5) -> None:
    """The owner lets the device of this name redeem without a network."""
    database = await stage.database(wire(Journey()))
    try:
        async with database.work() as work:
            market_id, store = await _place(work)
            owner = await merchants.require_staff(
                work, market_id, shops.person_id(signs_in().phone), store.store_id
            )
            every = await terminals.devices_of_store(work, market_id, store.store_id)
            device = next(one for one in every if one.name == name)
            wanted = terminals.Allowance(offline=True, uses=uses)
            await terminals.change_allowance(work, market_id, owner, device.device_id, wanted)
    finally:
        await database.pool.close()


async def waiting(stage: Product, *papers: Paper) -> list[tuple[int, ...]]:
    """What of each voucher was used without a network and is not decided yet."""
    database = await stage.database(wire(Journey()))
    try:
        async with database.read() as reader:
            market_id, _ = await _place(reader)
            every = [await vouchers.voucher(reader, market_id, paper.voucher_id) for paper in papers]
    finally:
        await database.pool.close()
    return [voucher.waiting for voucher in every]


async def _place(reader: Any) -> tuple[int, merchants.Store]:
    market_id = (await markets.market_by_slug(reader, MARKET)).market_id
    return market_id, await merchants.store_by_slug(reader, market_id, signs_in().store)
