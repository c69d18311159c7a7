"""A market that people buy in: merchants with a store each, their deals, buyers and clerks with tokens."""

import random
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec

from bench.fill import HERE
from linli.journey import wire
from linli.kernel import ids
from linli.kernel.database import Database, Work, open_pool
from linli.kernel.journey import Journey
from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import catalog, flash, identity, markets, merchants, settlement

STORES, DEALS, PEOPLE = 40, 5, 400
PLENTY = 100_000
PRICE = 1290
PHONES = Signer(DEMO_SECRET, "phones")
# That a token is in use is noted once in a quarter of an hour: here it is, for the whole run.
NOTED = "UPDATE identity.tokens SET used_at = now() + interval '1 day'"
WAITING = """
SELECT o.order_id, o.intent_id, o.total_minor, o.person_id FROM orders.orders AS o
WHERE o.state = 'awaiting_payment' ORDER BY o.order_id DESC
"""
UNUSED = """
SELECT v.voucher_id, v.code, v.store_id, v.order_id, v.person_id FROM vouchers.vouchers AS v
WHERE v.state = 'issued' ORDER BY v.voucher_id DESC
"""


class Waiting(msgspec.Struct, frozen=True):
    """An order that waits for its payment."""

    order_id: UUID
    intent_id: UUID
    total_minor: int
    person_id: UUID


class Unused(msgspec.Struct, frozen=True):
    """A voucher that is paid and not used."""

    voucher_id: UUID
    code: str
    store_id: UUID
    order_id: UUID
    person_id: UUID


class Trade(msgspec.Struct, frozen=True):
    """Who buys what where: tokens by person, clerks' tokens by store, deals; the first owner's session."""

    buyers: dict[UUID, str]
    clerks: dict[UUID, str]
    slugs: dict[UUID, str]
    deals: list[UUID]
    session: str

    def somebody(self, dice: random.Random) -> str:
        return dice.choice(list(self.buyers.values()))


async def open_trade(url: str) -> Trade:
    """All of it, by the product's own actions."""
    async with await open_pool(url, size=2) as pool:
        db = Database(pool, wire(Journey(), {}))
        async with db.work() as work:
            await markets.open_market(work, HERE)
            await settlement.set_market_commission(work, HERE.market_id, HERE.commission_bp)
        clerks, slugs, deals = {}, {}, []
        for number in range(STORES):
            async with db.work() as work:
                store = await _open(work, number)
                clerks[store.store_id], slugs[store.store_id] = await _clerk(work, number, store), store.slug
                deals += [await _deal(work, store.store_id, one) for one in range(DEALS)]
        async with db.work() as work:
            buyers = dict([await _person(work, f"+86139{one:08d}", "consumer") for one in range(PEOPLE)])
            owner, _ = await _person(work, "+8613800000000", "merchant")
            await merchants.add_staff(work, HERE.market_id, owner, next(iter(slugs)), "owner", "Owner")
            session = await identity.start_session(work, owner)
    await tidy(url)
    return Trade(buyers, clerks, slugs, deals, session)


async def flash_sales(url: str, market: Trade) -> list[UUID]:
    """Sales that are on, with a unit for everybody."""
    found = []
    async with await open_pool(url, size=1) as pool:
        db = Database(pool, wire(Journey(), {}))
        for deal_id, store_id in zip(market.deals[::DEALS], market.slugs, strict=True):
            async with db.work() as work:
                new = flash.NewSale(
                    store_id=store_id, deal_id=deal_id, units=PEOPLE, per_person=1, price_minor=PRICE // 2,
                    starts_at=work.now, ends_at=work.now + timedelta(days=1), hold_seconds=3600,
                )  # fmt: skip
                found.append((await flash.announce_sale(work, HERE.market_id, new)).sale_id)
    return found


async def tidy(url: str) -> None:
    """What a day's quiet hours do: dead rows are swept up, and the planner is told how large things are."""
    connection = await asyncpg.connect(url)
    await connection.execute(NOTED)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def _open(work: Work, number: int) -> merchants.Store:
    owner = ids.derived("bench", "merchant", number)
    verified = merchants.MerchantState.VERIFIED
    merchant = merchants.Merchant(merchant_id=owner, name=f"Shop {number}", state=verified)
    await merchants.add_merchant(work, HERE.market_id, merchant)
    store = merchants.Store(
        store_id=ids.derived("bench", "store", number), slug=f"s{number:05d}", name=f"店{number}",
        trade="restaurant", lat=HERE.lat, lon=HERE.lon, merchant_id=owner,
    )  # fmt: skip
    await merchants.list_store(work, HERE.market_id, store)
    return store


async def _clerk(work: Work, number: int, store: merchants.Store) -> str:
    person_id, token = await _person(work, f"+86137{number:08d}", "counter")
    await merchants.add_staff(work, HERE.market_id, person_id, store.store_id, "clerk", "Clerk")
    return token


async def _deal(work: Work, store_id: UUID, number: int) -> UUID:
    new = catalog.NewDeal(
        store_id=store_id, title=f"双人餐{number}", title_en=f"Meal for two {number}", price_minor=PRICE,
        list_price_minor=2 * PRICE, currency=HERE.currency, stock=PLENTY, per_person=PLENTY,
        contents=[catalog.Content(name="馄饨")],
    )  # fmt: skip
    return (await catalog.publish_deal(work, HERE.market_id, new)).deal_id


async def _person(work: Work, phone: str, *scopes: str) -> tuple[UUID, str]:
    person = await identity.register_demo_person(work, phone, "Bench", None, PHONES)
    return person.person_id, (await identity.issue_token(work, person.person_id, scopes)).token


async def waiting(url: str) -> list[Waiting]:
    """Orders to be paid, the newest first."""
    return [Waiting(**dict(row)) for row in await _asked(url, WAITING)]


async def unused(url: str) -> list[Unused]:
    """Vouchers to be used, the newest first."""
    return [Unused(**dict(row)) for row in await _asked(url, UNUSED)]


async def _asked(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
