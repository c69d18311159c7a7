"""Coupons of orders: what they cost, and by which code they were claimed."""

from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.database import Work
from linli.modules import markets, merchants
from linli.modules.attribution.actions.reckoning import reckon_again
from linli.modules.attribution.statements import SQL


async def note_coupon_use(
    work: Work,
    market_id: int,
    order_id: UUID,
    coupon_id: UUID,
    store_id: UUID,
    visit_id: UUID | None,
    merchant_minor: int,
    platform_minor: int,
) -> None:
    """A coupon was used in an order that was paid, once by its ids: what it took off (minor units, by who
    bore it) is a cost of the channel by whose code it was claimed, and that visit counts for the order.
    Refuses nothing.
    """
    store = await merchants.store(work, market_id, store_id)
    day = work.now.astimezone(ZoneInfo((await markets.market(work, market_id)).timezone)).date()
    where = (store_id, store.merchant_id, day, visit_id)
    row = (market_id, order_id, coupon_id, *where, merchant_minor, platform_minor)
    if await work.run(SQL.write_coupon_use, *row) and visit_id is not None:
        await reckon_again(work, market_id, [order_id])


async def note_coupon_return(work: Work, market_id: int, order_id: UUID, coupon_id: UUID) -> None:
    """What was used came back with all of its order: it cost nothing, in whatever order the two are told.
    Refuses nothing.
    """
    await work.run(SQL.write_coupon_return, market_id, order_id, coupon_id)
