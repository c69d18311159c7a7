"""Goods in a town: articles on the shelf, carts that are ordered, what happens at the counter."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules import items, orders, pickups, settlement, stock
from tests.integration.trade_stage import MARKET, MEI, MERCHANT, QUARTER_HOUR, STORE, UNDO_WITHIN, Town

RICE, TEA, CUP = "大米", "碧螺春", "茶杯"
PICKUP = orders.OrderKind.PICKUP


async def put_on_shelf(
    town: Town, *goods: tuple[str, int, int | None], store_id: UUID = STORE, merchant_id: UUID = MERCHANT
) -> list[UUID]:
    """Articles (title, price, how many; None: not counted) that a store sells from now on: their variants."""
    new = [
        items.NewItem(
            kind=items.ItemKind.GOODS,
            title=title,
            title_en=f"{title} in English",
            variants=[items.NewVariant(price_minor=price)],
        )
        for title, price, _ in goods
    ]
    async with town.db.work() as work:
        made = await items.create_items(work, MARKET, merchant_id, new, [store_id])
        variants = [one.variants[0].variant_id for one in made]
    counted = {one: count for one, (_, _, count) in zip(variants, goods, strict=True) if count}
    if counted:
        async with town.db.work() as work:
            await stock.receive(work, MARKET, store_id, counted, town.key())
    return variants


async def order_goods(
    town: Town,
    wanted: Mapping[UUID, int] | Sequence[orders.Wanted],
    kind: orders.OrderKind = PICKUP,
    *,
    person: UUID | None = None,
    key: str = "",
    store_id: UUID = STORE,
    seen_minor: int | None = None,
    pay_within: timedelta = QUARTER_HOUR,
    bring_from: UUID | None = None,
    day: date | None = None,
) -> orders.Order:
    """An order of goods that waits for its payment."""
    if isinstance(wanted, Mapping):
        wanted = [orders.Wanted(variant_id, quantity) for variant_id, quantity in wanted.items()]
    async with town.db.work() as work:
        return await orders.place_goods(
            work,
            MARKET,
            person or ids.uuid7(),
            store_id,
            wanted,
            kind,
            visit_id=None,
            link_code=None,
            provider="sandbox",
            pay_within=pay_within,
            key=town.key(key),
            seen_minor=seen_minor,
            bring_from=bring_from,
            day=day,
        )


async def pickup_of(town: Town, order: orders.Order) -> pickups.Pickup:
    async with town.db.read() as reader:
        return await pickups.pickup(reader, MARKET, order.order_id)


async def hand_over(
    town: Town,
    order: orders.Order,
    units: Mapping[int, int] | None = None,
    *,
    store_id: UUID = STORE,
    key: str = "",
) -> pickups.Move:
    code = (await pickup_of(town, order)).code
    async with town.db.work() as work:
        return await pickups.hand_over(work, MARKET, code, store_id, MEI, town.key(key), units)


async def undo(town: Town, move: pickups.Move, within: timedelta = UNDO_WITHIN) -> pickups.Move:
    async with town.db.work() as work:
        return await pickups.undo_hand_over(work, MARKET, move.move_id, move.store_id, MEI, within)


async def bring_back(
    town: Town,
    order: orders.Order,
    units: Mapping[int, int],
    *,
    restock: bool = True,
    store_id: UUID = STORE,
    within: timedelta | None = timedelta(days=7),
) -> orders.RefundReceipt:
    code = (await pickup_of(town, order)).code
    async with town.db.work() as work:
        about = (code, store_id, MEI, units, "碎了一个", town.key())
        return await orders.return_goods(work, MARKET, *about, restock=restock, within=within)


async def give_back(
    town: Town, order: orders.Order, units: Mapping[int, int] | None = None
) -> orders.RefundReceipt:
    async with town.db.work() as work:
        return await orders.refund(work, MARKET, order.order_id, order.person_id, town.key(), units)


async def shelf(town: Town, variant_id: UUID, store_id: UUID = STORE) -> tuple[int, int, int]:
    """On hand, promised to orders, and left to sell."""
    async with town.db.read() as reader:
        level = (await stock.levels(reader, MARKET, store_id, [variant_id]))[variant_id]
    return level.on_hand, level.promised, level.left


async def transfer_of(town: Town, order_id: UUID) -> stock.Transfer:
    """What is brought over for an order, planned and nobody asked yet included; without its lines."""
    text = "SELECT * FROM stock.transfers WHERE market_id = $1 AND order_id = $2"
    (found,) = await town.rows(text, MARKET, order_id)
    return msgspec.convert(dict(found), stock.Transfer)


async def escrow(town: Town, order: orders.Order) -> tuple[int, int, int]:
    """Waiting, released, refunded."""
    async with town.db.read() as reader:
        found = await settlement.escrow(reader, MARKET, order.order_id)
    assert found is not None
    return found.waiting.minor, found.released_minor, found.refunded_minor
