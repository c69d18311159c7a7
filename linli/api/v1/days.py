"""Tickets and rooms: what there is on each day, for whoever buys and for the store that sets it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from litestar import get, put
from litestar.params import FromPath, JSONBody, QueryParameter

from linli.api.call import Called
from linli.api.v1 import shapes_days as shapes
from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID
from linli.modules import items, markets, merchants, prices, stock
from linli.services import Who

VARIANT = "/markets/{market:str}/stores/{slug:str}/stock/{variant_id:uuid}"
MANAGER = merchants.StaffRole.MANAGER
First = Annotated[date | None, QueryParameter(description="The first day; without it today.")]
HowMany = Annotated[int, QueryParameter(ge=1, le=markets.MOST_DAYS, description="How many days from there.")]


@get(
    f"{VARIANT}/days-for-sale", opt={"who": Who.ANYONE}, tags=["Articles"], summary="Days that can be bought"
)
async def list_days_for_sale(
    call: Called, slug: FromPath[str], variant_id: FromPath[UUID], first: First = None, days: HowMany = 31
) -> shapes.DayForSaleList:
    """Of a ticket or a room: the days from today on of which something is left, and what each costs."""
    async with call.services.db.read() as reader:
        store = await call.store(reader, slug)
        sold = await items.sellable_by_day(reader, call.market_id, store.store_id, variant_id)
        levels, own = await _days(call, reader, store, variant_id, first, days)
        usual = await prices.price_of(
            *(reader, call.market_id, sold.merchant_id, store.store_id, prices.Channel.ONLINE, ""),
            {variant_id: sold.price_minor},
        )
    minor = usual[variant_id].price_minor
    left = [one for one in levels if one.left]
    return shapes.DayForSaleList([shapes.for_sale_of(one, own, minor, sold.currency) for one in left])


@get(
    f"{VARIANT}/days",
    opt={"who": Who.CLERK, "scope": "counter"},
    tags=["Stock"],
    summary="What there is by day",
)
async def list_days(
    call: Called, slug: FromPath[str], variant_id: FromPath[UUID], first: First = None, days: HowMany = 31
) -> shapes.DayList:
    """Those of the days that were ever set."""
    async with call.services.db.read() as reader:
        store, _ = await call.staffed(reader, slug)
        await items.sellable_by_day(reader, call.market_id, store.store_id, variant_id)
        levels, own = await _days(call, reader, store, variant_id, first, days)
    return shapes.DayList([shapes.day_of(one, own) for one in levels])


@put(
    f"{VARIANT}/days",
    opt={"who": Who.MANAGER, "scope": "merchant", "refuses": "day_sold"},
    tags=["Stock"],
    summary="Set what there is by day",
)
async def set_days(
    call: Called, slug: FromPath[str], variant_id: FromPath[UUID], data: JSONBody[shapes.DaySetting]
) -> shapes.DayList:
    """All of the days or none; a repeat changes nothing. What is sold of a day stays sold."""
    async with call.services.db.work(call.actor) as work:
        store, member = await call.staffed(work, slug, MANAGER)
        sold = await items.sellable_by_day(work, call.market_id, store.store_id, variant_id)
        wanted = sorted(set(data.days))
        where = (work, call.market_id, store.store_id, variant_id, wanted)
        if data.price is not None or data.usual_price:
            await prices.require_day_pricer(work, call.market_id, member, sold.merchant_id, store.store_id)
            await prices.set_day_prices(*where, None if data.usual_price else data.price)
        if data.closed:
            await stock.close_days(*where, note=data.note)
        elif data.units is not None:
            await stock.set_days(*where, data.units, note=data.note)
        span = (wanted[-1] - wanted[0]).days + 1
        levels, own = await _days(call, work, store, variant_id, wanted[0], span)
    return shapes.DayList([shapes.day_of(one, own) for one in levels if one.day in set(wanted)])


async def _days(
    call: Called, reader: Reader, store: merchants.Store, variant_id: UUID, first: date | None, days: int
) -> tuple[Sequence[stock.Level], dict[date, int]]:
    """What was set of these days, from today on, and the prices that single days have."""
    today = markets.day_of(reader.now, call.market.timezone)
    begin = max(first or today, today)
    if begin > date.max - timedelta(days=markets.MOST_DAYS + 1):
        raise INVALID(field="first")
    about = (reader, call.market_id, store.store_id, [variant_id], begin, begin + timedelta(days=days))
    own = await prices.day_prices(*about)
    return await stock.days_of_variants(*about), {day: minor for (_, day), minor in own.items()}
