"""Paid in the shops of the demo: amounts that payers typed or counters asked for, and some members."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.demo.cast import SIGN_INS
from linli.demo.files import StoreLine
from linli.demo.shops import person_id, staff_phone, store_id
from linli.kernel import ids
from linli.kernel.database import Actor, Database
from linli.kernel.idempotency import Key
from linli.kernel.money import Money
from linli.modules import markets, members, merchants, orders, payments

# How many hours before now, how much (in minor units), whether the counter asked.
PAID = (
    *((2, 3850, False), (3, 2600, True), (4, 12800, False), (5, 4500, False), (26, 1880, True)),
    *((28, 6600, False), (50, 3200, False), (53, 9900, True), (75, 2750, False), (99, 5400, False)),
    *((123, 1500, False), (147, 8800, True), (150, 4150, False)),
)
MEMBERS = 5


async def play(
    db: Database, market: markets.Market, lines: Sequence[StoreLine], phones: Sequence[str]
) -> None:
    """A week at the tills of those shops whose desk can be signed in to; the same in every run."""
    desks = {who.store for who in SIGN_INS if who.market == market.slug}
    payers = [phone for phone in phones if phone not in {who.phone for who in SIGN_INS}]
    for number, line in enumerate(lines, 1):
        if line.key in desks and line.staff:
            await _till(db, market, line, number, payers)


async def _till(
    db: Database, market: markets.Market, line: StoreLine, number: int, payers: Sequence[str]
) -> None:
    at, now = store_id(market, line.key), db.clock()
    clerk = orders.SaleClerk(person_id(staff_phone(market, number, len(line.staff) - 1)), line.staff[-1].name)
    for turn, (hours, minor, asked) in enumerate(PAID):
        payer = person_id(payers[(number * 7 + turn * 3) % len(payers)])
        paid_at = now - timedelta(hours=hours, minutes=turn)
        name = f"sale:{market.slug}/{line.key}/{turn}"
        who = clerk if asked else orders.SaleClerk()
        order = await _sell(db, market, payer, at, Money(minor, market.currency), name, who, paid_at)
        if turn < MEMBERS:
            async with db.work(Actor("person", payer), paid_at + timedelta(minutes=2)) as work:
                store = await merchants.store(work, market.market_id, at)
                if store.merchant_id is not None:
                    about = (store.merchant_id, payer, at, members.How.PAYMENT, order.order_id)
                    await members.join(work, market.market_id, *about, language=market.language)


async def _sell(
    db: Database,
    market: markets.Market,
    payer: UUID,
    at: UUID,
    amount: Money,
    name: str,
    clerk: orders.SaleClerk,
    paid_at: datetime,
) -> orders.Order:
    async with db.work(Actor("person", payer), paid_at) as work:
        order = await orders.place_sale(
            work,
            market.market_id,
            payer,
            at,
            amount,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("demo", name, b""),
            clerk=clerk,
            coupon_ids=(),
        )
    async with db.work(Actor("provider:sandbox"), paid_at + timedelta(minutes=1)) as work:
        reference = f"pay_demo_{ids.derived('demo-payment', name).hex[:16]}"
        told = (reference, order.total_minor, order.currency)
        await payments.record_paid(work, market.market_id, order.intent_id, *told)
    return order
