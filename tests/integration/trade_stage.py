"""A town to trade in: one market, one merchant with a store, people made as needed, in a database of its own.

What happens here is really committed. A clock is moved by tests. Later reactions run when a test says so.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from linli.journey import wire
from linli.kernel import clock, ids
from linli.kernel.database import SYSTEM, Database, Reader, Work, open_pool
from linli.kernel.embedded import EmbeddedPostgres
from linli.kernel.idempotency import Key
from linli.kernel.journey import Journey
from linli.kernel.refusals import Refusal
from linli.modules import (
    audits,
    catalog,
    community,
    markets,
    merchants,
    orders,
    payments,
    settlement,
    vouchers,
)
from linli.worker.reactions import Errand, run_errand
from linli.worker.relay import hand_over
from tests.databases import furnished, passing_copy

MARKET = 3
STORE, MERCHANT = ids.derived("store", "lao wang"), ids.derived("merchant", "lao wang")
MEI = (ids.derived("clerk", "mei"), "Mei")
HANGZHOU = {"timezone": "Asia/Shanghai", "country": "CN", "lat": 30.25, "lon": 120.16}
COMMISSION_BP = 550
QUARTER_HOUR = timedelta(minutes=15)
UNDO_WITHIN = timedelta(hours=1)


class Clock:
    """Stands still until the test moves it on."""

    def __init__(self) -> None:
        self.at = clock.now()

    def __call__(self) -> datetime:
        return self.at

    def move_on(self, by: timedelta) -> None:
        self.at += by


class Town:
    """What people do in it, each in a transaction of its own."""

    def __init__(self, db: Database, url: str, clock: Clock) -> None:
        self.db = db
        self.url = url
        self.clock = clock
        self._calls = 0

    def key(self, name: str = "", body: bytes = b"same") -> Key:
        self._calls += 1
        return Key("person", name or f"key {self._calls}", body)

    async def shop(self) -> tuple[UUID, UUID]:
        """Another verified merchant with one store: (merchant_id, store_id)."""
        merchant_id, store_id = ids.uuid7(), ids.uuid7()
        async with self.db.work() as work:
            await _open_shop(work, merchant_id, store_id, f"shop-{store_id}")
        return merchant_id, store_id

    async def deal(
        self, price: int = 1290, stock: int = 100, per_person: int = 10, store_id: UUID = STORE
    ) -> catalog.Deal:
        new = catalog.NewDeal(
            store_id=store_id,
            title="双人馄饨",
            title_en="Wonton for two",
            price_minor=price,
            list_price_minor=2 * price,
            currency="CNY",
            stock=stock,
            per_person=per_person,
            contents=[catalog.Content(name="馄饨")],
        )
        async with self.db.work() as work:
            return await catalog.publish_deal(work, MARKET, new)

    async def place(
        self,
        deal: catalog.Deal,
        quantity: int = 1,
        *,
        person: UUID | None = None,
        key: Key | None = None,
        pay_within: timedelta = QUARTER_HOUR,
        coupon_ids: Sequence[UUID] | None = None,
    ) -> orders.Order:
        async with self.db.work() as work:
            return await orders.place(
                work,
                MARKET,
                person or ids.uuid7(),
                deal.deal_id,
                quantity,
                visit_id=None,
                link_code=None,
                provider="sandbox",
                pay_within=pay_within,
                key=key or self.key(),
                coupon_ids=coupon_ids,
            )

    async def pay(self, order: orders.Order, amount_minor: int | None = None) -> orders.Order:
        """The provider's word that the money is there."""
        amount = order.total_minor if amount_minor is None else amount_minor
        async with self.db.work() as work:
            name = f"pay_{order.number}"
            await payments.record_paid(work, MARKET, order.intent_id, name, amount, order.currency)
        return await self.order(order.order_id)

    async def bought(
        self, deal: catalog.Deal, quantity: int = 1, person: UUID | None = None
    ) -> tuple[orders.Order, list[vouchers.Voucher]]:
        order = await self.pay(await self.place(deal, quantity, person=person))
        return order, await self.vouchers(order)

    async def redeem(self, voucher: vouchers.Voucher, store_id: UUID = STORE) -> vouchers.Redeemed:
        async with self.db.work() as work:
            return await vouchers.redeem(work, MARKET, voucher.code, store_id, MEI, self.key(), HANGZHOU)

    async def review(self, voucher: vouchers.Voucher) -> community.Review:
        """By who paid, with five stars."""
        async with self.db.work() as work:
            words = (5, 5, 5, "鲜", "Guest")
            return await community.write_review(work, MARKET, voucher.order_id, voucher.person_id, *words)

    async def undo(self, redeemed: vouchers.Redeemed, store_id: UUID = STORE) -> None:
        async with self.db.work() as work:
            which = redeemed.redemption.redemption_id
            await vouchers.undo_redemption(work, MARKET, which, store_id, MEI, UNDO_WITHIN)

    async def refund(self, order: orders.Order, key: Key | None = None) -> orders.RefundReceipt:
        async with self.db.work() as work:
            return await orders.refund(work, MARKET, order.order_id, order.person_id, key or self.key())

    async def cancel(self, order: orders.Order) -> orders.Order:
        async with self.db.work() as work:
            return await orders.cancel(work, MARKET, order.order_id, order.person_id)

    async def order(self, order_id: UUID) -> orders.Order:
        async with self.db.read() as reader:
            return await orders.order(reader, MARKET, order_id, None)

    async def vouchers(self, order: orders.Order) -> list[vouchers.Voucher]:
        async with self.db.read() as reader:
            return await vouchers.vouchers_of_order(reader, MARKET, order.order_id)

    async def refunds(self, order: orders.Order) -> list[payments.Refund]:
        async with self.db.read() as reader:
            return await payments.refunds_of_order(reader, MARKET, order.order_id)

    async def intent(self, order: orders.Order) -> payments.Intent:
        async with self.db.read() as reader:
            return await payments.intent(reader, MARKET, order.intent_id)

    async def trail(self, subject: UUID) -> list[str]:
        """The actions that the audit trail has about one thing, oldest first."""
        text = "SELECT action FROM kernel.audit_trail WHERE market_id = $1 AND subject = $2 ORDER BY audit_id"
        return [row["action"] for row in await self.rows(text, MARKET, str(subject))]

    async def rows(self, text: str, *args: Any) -> list[asyncpg.Record]:
        async with self.db.pool.acquire() as connection:
            return list(await connection.fetch(text, *args))

    async def errands(self) -> list[Errand]:
        """Let the relay hand over, and take what the queue then holds."""
        while await hand_over(self.db, MARKET):
            continue
        taken = await self.rows("DELETE FROM pgqueuer.pgqueuer RETURNING id, payload")
        return [msgspec.json.decode(row["payload"], type=Errand) for row in sorted(taken)]

    async def work_off(self) -> int:
        """Run every later reaction and job, and what they announce in turn; returns how many ran."""
        ran = 0
        while errands := await self.errands():
            for errand in errands:
                ran += await run_errand(self.db, errand)
        return ran


@asynccontextmanager
async def open_town(
    server: EmbeddedPostgres, gateways: payments.Gateways | None = None, size: int = 8
) -> AsyncIterator[Town]:
    """A town in a database that is dropped afterwards, unless its books do not balance at the end."""
    template, _ = await furnished(server, "town", _settle)
    moved = Clock()
    async with passing_copy(server, "town", template) as url, await open_pool(url, size=size) as pool:
        town = Town(Database(pool, wire(Journey(), gateways), moved), url, moved)
        yield town
        # Where the clock was moved, what nobody paid for is over.
        await orders.expire_unpaid(town.db, MARKET, gateways or {})
        await town.work_off()
        async with town.db.read() as reader:
            found = await faults(reader)
        assert found == []


async def faults(reader: Reader) -> list[str]:
    """What the audit finds wrong."""
    return [f"{found.check}: {found.facts}" for found in await audits.check(reader, MARKET) if not found.fine]


async def answer(act: Any) -> str:
    """How an action ended: `done`, or the code of its refusal."""
    try:
        await act
    except Refusal as refusal:
        return refusal.code
    return "done"


async def _settle(url: str) -> None:
    async with await open_pool(url, size=1) as pool, Database(pool, Journey()).work(SYSTEM) as work:
        market = markets.Market(
            market_id=MARKET,
            slug="hangzhou",
            name="杭州",
            name_en="Hangzhou",
            name_zh="杭州",
            currency="CNY",
            timezone=HANGZHOU["timezone"],
            country="CN",
            language="zh",
            commission_bp=COMMISSION_BP,
            lat=HANGZHOU["lat"],
            lon=HANGZHOU["lon"],
        )
        await markets.open_market(work, market)
        await settlement.set_market_commission(work, MARKET, COMMISSION_BP)
        await _open_shop(work, MERCHANT, STORE, "lao-wang")


async def _open_shop(work: Work, merchant_id: UUID, store_id: UUID, slug: str) -> None:
    verified = merchants.MerchantState.VERIFIED
    merchant = merchants.Merchant(merchant_id=merchant_id, name="老王馄饨", state=verified)
    await merchants.add_merchant(work, MARKET, merchant)
    where = {"lat": HANGZHOU["lat"], "lon": HANGZHOU["lon"], "merchant_id": merchant_id}
    store = merchants.Store(store_id=store_id, slug=slug, name="老王馄饨铺", trade="restaurant", **where)
    await merchants.list_store(work, MARKET, store)
