"""Applications that wait for the operator, and what became of them, in the product itself."""

from dataclasses import dataclass
from uuid import UUID

from linli.demo import shops
from linli.journey import wire
from linli.kernel import ids
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import identity, markets, merchants
from tests.integration.application_stage import PAPER, filled
from tests.product import Product


@dataclass(frozen=True)
class Outcome:
    """An application as it stands: how many lines are ticked, and what was asked or said about it."""

    state: str
    ticked: int
    asked: tuple[str, ...]
    reason: str
    store: str


async def send_in(product: Product, market: str, names: list[str]) -> dict[str, UUID]:
    """One whole application a store's name, each by somebody new."""
    database = await product.database(wire(Journey()))
    sent = {}
    try:
        async with database.work() as work:
            here = await markets.market_by_slug(work, market)
            signer = Signer(DEMO_SECRET, "phones")
            place = {"lat": str(here.lat), "lon": str(here.lon)}
            for name in names:
                phone = f"+86135{int.from_bytes(ids.uuid7().bytes[-4:]) % 10**8:08d}"
                who = await identity.register_demo_person(
                    work, phone, "Lin", None, signer, shops.person_id(phone), language="en"
                )
                begun = await merchants.apply_for_store(work, here.market_id, who.person_id)
                key = (work, here.market_id, who.person_id, begun.application_id)
                await merchants.save_application(*key, filled(name=name, name_en=name, **place))
                await merchants.save_license_file(*key, PAPER)
                await merchants.submit_application(*key)
                sent[name] = begun.application_id
    finally:
        await database.pool.close()
    return sent


async def outcome(product: Product, market: str, application_id: UUID) -> Outcome:
    """What stands in the books about an application."""
    database = await product.database(wire(Journey()))
    try:
        async with database.read() as reader:
            here = await markets.market_by_slug(reader, market)
            about = await merchants.application(reader, here.market_id, application_id)
            ticks = await merchants.checks(reader, here.market_id, application_id)
            asked = await merchants.questions(reader, here.market_id, application_id)
            found = await merchants.stores(
                reader, here.market_id, {about.store_id} if about.store_id else set()
            )
    finally:
        await database.pool.close()
    store = found[about.store_id].slug if about.store_id else ""
    return Outcome(about.state.value, len(ticks), tuple(one.body for one in asked), about.reason, store)
