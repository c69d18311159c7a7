"""The demo's flash sales at the shop whose desk can be signed in to: one is on, one is announced."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from linli.demo.cast import SIGN_INS
from linli.demo.files import DealLine, StoreLine
from linli.demo.shops import deal_id, person_id, store_id
from linli.kernel.database import Actor, Database
from linli.kernel.idempotency import Key, once
from linli.kernel.refusals import Refusal
from linli.modules import flash, markets, orders, payments

BEGAN_BEFORE, LASTS, BEGINS_IN = timedelta(hours=1), timedelta(days=6), timedelta(days=1, hours=3)
UNITS, PER_PERSON, HOLD_SECONDS = 12, 2, 300
# So many people have had one of what is on.
BOUGHT = 5


async def play(db: Database, market: markets.Market, lines: Sequence[StoreLine]) -> int:
    """Announce both, once, and let some people buy; how many sales."""
    [slug] = [who.store for who in SIGN_INS if who.market == market.slug and who.role == "owner"]
    line = next(one for one in lines if one.key == slug)
    first, *_, last = sorted(line.deal, key=lambda one: Decimal(one.price))
    running = await _announced(db, market, line, first, -BEGAN_BEFORE)
    await _announced(db, market, line, last, BEGINS_IN)
    desk = flash.Desk(db)
    for turn in range(BOUGHT):
        phone = f"+8613900000{turn + 1:03d}" if market.country == "CN" else f"+35841200{turn + 1:04d}"
        await _bought(db, desk, market, running, person_id(phone))
    return 2


async def _announced(
    db: Database, market: markets.Market, line: StoreLine, deal: DealLine, begins_in: timedelta
) -> flash.Sale:
    starts = db.clock().replace(minute=0, second=0, microsecond=0) + begins_in
    async with db.work(now=starts - timedelta(days=2)) as work:

        async def act() -> flash.Sale:
            minor = int(Decimal(deal.price) * 100)
            new = flash.NewSale(
                store_id=store_id(market, line.key),
                deal_id=deal_id(market, line.key, deal.key),
                units=UNITS,
                per_person=PER_PERSON,
                price_minor=minor * 6 // 10,
                starts_at=starts,
                ends_at=starts + LASTS,
                hold_seconds=HOLD_SECONDS,
            )
            return await flash.announce_sale(work, market.market_id, new)

        key = Key("demo", f"flash sale:{line.key}/{deal.key}/{begins_in < timedelta()}", b"")
        return await once(work, market.market_id, key, flash.Sale, act)


async def _bought(
    db: Database, desk: flash.Desk, market: markets.Market, sale: flash.Sale, person: UUID
) -> None:
    """One of it, claimed, ordered and paid; whoever has it already has it."""
    try:
        await desk.claim(market.market_id, sale.sale_id, person)
    except Refusal:
        return
    name = f"{market.slug}/flash/{person}"
    async with db.work(Actor("person", person)) as work:
        order = await orders.place(
            work,
            market.market_id,
            person,
            sale.deal_id,
            1,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("demo", f"buy:{name}", b""),
            coupon_ids=(),
            flash_sale_id=sale.sale_id,
        )
    async with db.work(Actor("provider:sandbox")) as work:
        reference = f"pay_demo_{order.order_id.hex[:16]}"
        await payments.record_paid(
            work, market.market_id, order.intent_id, reference, order.total_minor, order.currency
        )
