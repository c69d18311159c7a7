"""How somebody in the demo buys and uses a deal: through the front doors, each step at its own moment."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.demo.files import StoreLine
from linli.demo.shops import deal_id, person_id, staff_phone, store_id
from linli.kernel import ids
from linli.kernel.database import Actor, Database
from linli.kernel.idempotency import Key
from linli.modules import marketing, markets, orders, payments, vouchers


async def buy(
    db: Database,
    market: markets.Market,
    line: StoreLine,
    deal: str,
    name: str,
    phone: str,
    link: marketing.Link | None,
    bought: datetime,
) -> orders.Order:
    """One paid order, through the link if there is one; `name` makes it the same one in a repeated run."""
    person = person_id(phone)
    async with db.work(Actor("person", person), bought) as work:
        visited = await marketing.visit(work, market.market_id, link.code) if link else None
        order = await orders.place(
            work,
            market.market_id,
            person,
            deal_id(market, line.key, deal),
            1,
            visit_id=visited.visit_id if visited else None,
            link_code=link.code if link else None,
            provider="sandbox",
            pay_within=timedelta(minutes=15),
            key=Key("demo", f"buy:{name}", b""),
        )
    async with db.work(Actor("provider:sandbox"), bought + timedelta(minutes=1)) as work:
        reference = f"pay_demo_{ids.derived('demo-payment', name).hex[:16]}"
        await payments.record_paid(
            work, market.market_id, order.intent_id, reference, order.total_minor, order.currency
        )
    return order


async def use(
    db: Database, market: markets.Market, line: StoreLine, number: int, order: orders.Order, used: datetime
) -> None:
    """The clerk takes what is used on one visit of every voucher of the order."""
    clerk = (person_id(staff_phone(market, number, len(line.staff) - 1)), line.staff[-1].name)
    place = {"timezone": market.timezone, "country": market.country, "lat": line.lat, "lon": line.lon}
    async with db.work(Actor("person", clerk[0]), used) as work:
        for voucher in await vouchers.vouchers_of_order(work, market.market_id, order.order_id):
            key = Key("demo", f"use:{voucher.voucher_id}", b"")
            at = (market.market_id, voucher.code, store_id(market, line.key))
            await vouchers.redeem(work, *at, clerk, key, place, _on_one_visit(voucher))


def _on_one_visit(voucher: vouchers.Voucher) -> list[int]:
    """Once of a card, three fifths of what can be spent, all dishes of a package."""
    [first, *_] = voucher.each_part
    if voucher.kind is vouchers.VoucherKind.TIMES:
        return [1]
    if voucher.kind is vouchers.VoucherKind.VALUE:
        return [first.units * 3 // 5]
    return list(voucher.units)


def usable_moment(around: datetime, usable: str, market: markets.Market) -> datetime:
    """A moment on that local day, or a few days earlier, at which the deal can be used."""
    zone = ZoneInfo(market.timezone)
    for back in range(10):
        day = around.astimezone(zone).date() - timedelta(days=back)
        for half_hours in range(18, 47):
            moment = datetime.combine(day, time(half_hours // 2, 30 * (half_hours % 2)), zone)
            if markets.allows(usable, moment, timezone=market.timezone, country=market.country):
                return moment
    raise ValueError(f"never usable: {usable}")
