"""The month told to the product: codes followed through the front door, and every reaction of its journey."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from linli.journey import attract, consume, convert, retain
from linli.kernel.database import Database, Work
from linli.kernel.events import Event
from linli.kernel.ids import derived
from linli.kernel.signing import Signer
from linli.modules import consents, marketing, members, orders, vouchers
from linli.modules.marketing import Channel, Follower
from tests.integration.discovery_stage import MARKET, merchant, opened, store
from tests.months.month import EFFECTS, Bought, Came, Month

CODES = Signer("months", "codes")
# So many pieces of news are told in one transaction.
BATCH = 200
AT_ONCE, TWICE = 3, 0.1
LATE = timedelta(hours=30)
CLERK = derived("clerk of the months")


@dataclass(frozen=True)
class News:
    """Something that is told, at a moment that is not always the one at which it happened."""

    told: datetime
    at: datetime
    shop: int
    came: Came | None = None
    event: Event | None = None


@dataclass(frozen=True)
class Shop:
    merchant_id: UUID
    store_id: UUID
    codes: dict[str, str]


async def play(db: Database, month: Month, *, lose: UUID | None = None, twice: bool = True) -> list[Shop]:
    """Open the shops, and tell everything: each order's news in an order of its own, some of it twice, except
    the visit that is to be lost.
    """
    async with db.work() as work:
        shops = await _open(work, month)
        for person in sorted(month.agreed):
            await consents.give(work, person, consents.Purpose.JOURNEY, at="months")
    news = sorted(_news(Random(month.seed + 1), month, shops), key=lambda one: one.told)
    kept = [one for one in news if one.came is None or one.came.visit_id != lose]
    places = asyncio.Semaphore(AT_ONCE)

    async def tell_all(number: int) -> None:
        random = Random(month.seed + 2 + number)
        mine = [one for one in kept if one.shop == number]
        for start in range(0, len(mine), BATCH):
            async with places, db.work() as work:
                for one in mine[start : start + BATCH]:
                    for _ in range(2 if twice and random.random() < TWICE else 1):
                        await _tell(work, shops, one)

    await asyncio.gather(*map(tell_all, range(month.shops)))
    return shops


async def _open(work: Work, month: Month) -> list[Shop]:
    await opened(work)
    work.now -= timedelta(days=90)
    shops = []
    for number in range(month.shops):
        owner = await merchant(work, f"shop {number}")
        where = await store(work, f"shop-{number}", f"店{number}", owner=owner)
        codes = {}
        for channel in EFFECTS:
            about = (where, Channel(channel), channel, CLERK, CODES)
            codes[channel] = (await marketing.make_link(work, MARKET, *about)).code
        shops.append(Shop(owner, where, codes))
    return shops


def _news(random: Random, month: Month, shops: list[Shop]) -> Iterator[News]:
    for came in month.came:
        # Where nobody is signed in, only the order that comes with the visit's device says whose it was.
        yield News(came.at, came.at, came.shop, came=came)
    for order in month.bought:
        for at, event in _events(order, shops[order.shop]):
            yield News(at + random.random() * LATE, at, order.shop, event=event)


def _events(order: Bought, shop: Shop) -> Iterator[tuple[datetime, Event]]:
    """What the house announces of one order."""
    whose = {"market_id": MARKET, "order_id": order.order_id, "store_id": shop.store_id}
    buyer, currency = {"person_id": order.person}, {"currency": "CNY"}
    total = {"total_minor": order.minor, **currency}
    yield order.at, orders.OrderPlaced(**whose, **buyer, **total, visit_id=order.visit_id)
    paid = order.at + timedelta(minutes=2)
    seller = {"merchant_id": shop.merchant_id}
    yield paid, orders.OrderPaid(**whose, **buyer, **total, **seller, provider="sandbox")
    if order.joined:
        who = {"market_id": MARKET, "store_id": shop.store_id, **seller, **buyer}
        yield paid, members.MemberJoined(**who, how=members.How.PAYMENT, order_id=order.order_id)
    use = {**whose, **buyer, **seller, **currency, "voucher_id": derived("voucher", order.order_id)}
    use |= {"redemption_id": derived("use", order.order_id)}
    if order.end in ("used", "part", "undone"):
        worth = order.minor if order.end == "undone" else order.redeemed
        yield paid + timedelta(hours=3), vouchers.VoucherRedeemed(**use, value_minor=worth)
        if order.end == "undone":
            yield paid + timedelta(hours=4), vouchers.RedemptionUndone(**use, value_minor=worth)
    if order.refunded:
        back = {"refund_id": derived("refund", order.order_id), "amount_minor": order.refunded}
        yield paid + timedelta(hours=9), orders.OrderRefunded(**whose, **back, **currency)


async def _tell(work: Work, shops: list[Shop], news: News) -> None:
    """As the worker does: the reaction runs at the moment at which it was announced."""
    work.now = news.at
    if news.came is not None:
        await _follow(work, shops[news.came.shop], news.came)
    elif isinstance(news.event, orders.OrderPlaced):
        await convert.begin_goal(work, news.event)
    elif isinstance(news.event, orders.OrderPaid):
        await convert.reach_goal(work, news.event)
    elif isinstance(news.event, vouchers.VoucherRedeemed):
        await consume.credit_use(work, news.event)
    elif isinstance(news.event, vouchers.RedemptionUndone):
        await consume.uncredit_use(work, news.event)
    elif isinstance(news.event, orders.OrderRefunded):
        await consume.credit_refund(work, news.event)
    elif isinstance(news.event, members.MemberJoined):
        await retain.credit_member(work, news.event)


async def _follow(work: Work, shop: Shop, came: Came) -> None:
    """Through the front door, and then its news, known by the id that the month gave to it."""
    by = Follower(came.person, came.device, "bot" if came.fault == "bot" else "")
    code = shop.codes[came.channel]
    visited = await marketing.visit(work, MARKET, code, by)
    known = {"visit_id": came.visit_id, "own_staff": came.fault == "staff"}
    await attract.note_touch(work, _changed(visited, known))


def _changed(visited: marketing.Visited, known: dict[str, object]) -> marketing.Visited:
    facts = {name: getattr(visited, name) for name in visited.__struct_fields__}
    return marketing.Visited(**{**facts, **known})
