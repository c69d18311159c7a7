"""What a demo shop sells beside its deals: its menu, its services, the goods on its shelves."""

import re
from datetime import timedelta
from uuid import UUID

import msgspec

from linli.demo.files import MenuLine, StoreLine
from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.money import parse
from linli.modules import items, markets, prices, stock
from linli.modules.items import ItemKind

_TRADES = {
    ItemKind.DISH: "restaurant cafe bar bakery tea_house fast_food",
    ItemKind.SERVICE: "hair beauty massage clinic fitness pet laundry kids",
    ItemKind.TICKET: "cinema culture travel",
    ItemKind.ROOM: "hotel",
}
KIND_OF_TRADE = {trade: kind for kind, trades in _TRADES.items() for trade in trades.split()}
_GRAMS = re.compile(r"(\d+) (?:克|g)$")
# What a service takes where its line does not say.
USUAL_MINUTES = 45
# What is sold by the day is on sale for so many days, so many on each.
DAYS_ON_SALE, ON_EACH_DAY = 45, 12


def item_id(merchant_id: UUID, name: str) -> UUID:
    return ids.derived("demo-item", merchant_id, name)


async def fill_range(
    work: Work, market: markets.Market, line: StoreLine, merchant_id: UUID, store_id: UUID
) -> None:
    """The articles of one shop; a branch sells what its merchant has already from the same article."""
    if not line.menu:
        return
    shelves = await _shelves(work, market.market_id, merchant_id, line)
    new = [_item(market, line, one, place, merchant_id, shelves) for place, one in enumerate(line.menu)]
    known = await items.items(work, market.market_id, [one.item_id for one in new if one.item_id])
    have = {one.item_id for one in known}
    if have:
        add = sorted(have)
        await items.set_range(work, market.market_id, merchant_id, [store_id], add=add)
    fresh = [one for one in new if one.item_id not in have]
    if fresh:
        await items.create_items(work, market.market_id, merchant_id, fresh, [store_id])


async def put_on_sale(work: Work, market: markets.Market, store_id: UUID) -> int:
    """What the shop sells by the day, from today on; how many things those are."""
    dated: list[items.Variant] = []
    for kind in sorted(items.DATED):
        page = await items.items_of_store(work, market.market_id, store_id, items.ItemFilter(kind=kind))
        dated += [variant for item in page.items for variant in item.variants]
    for one in dated:
        await _put_on_sale(work, market, store_id, one)
    return len(dated)


async def _put_on_sale(work: Work, market: markets.Market, store_id: UUID, one: items.Variant) -> None:
    """So many on each of the days to come; Fridays and Saturdays cost a fifth more."""
    today = markets.day_of(work.now, market.timezone)
    days = [today + timedelta(days=number) for number in range(DAYS_ON_SALE)]
    where = (work, market.market_id, store_id, one.variant_id)
    await stock.set_days(*where, days, ON_EACH_DAY)
    busy = [day for day in days if day.isoweekday() in (5, 6)]
    await prices.set_day_prices(*where, busy, one.price_minor * 6 // 5)


async def _shelves(work: Work, market_id: int, merchant_id: UUID, line: StoreLine) -> dict[str, UUID]:
    """A category for each section of the list, in its order."""
    known = {one.name: one.category_id for one in await items.categories(work, market_id, merchant_id)}
    for place, one in enumerate(line.menu):
        if one.section and one.section not in known:
            made = await items.set_category(
                work, market_id, merchant_id, one.section, one.section_en, position=place
            )
            known[one.section] = made.category_id
    return known


def _item(
    market: markets.Market,
    line: StoreLine,
    one: MenuLine,
    place: int,
    merchant_id: UUID,
    shelves: dict[str, UUID],
) -> items.NewItem:
    kind = ItemKind(one.kind) if one.kind else KIND_OF_TRADE.get(line.trade, ItemKind.GOODS)
    details = one.details
    if kind is ItemKind.SERVICE:
        minutes = details.minutes or USUAL_MINUTES
        details = msgspec.structs.replace(details, minutes=minutes, at_store=True)
    return items.NewItem(
        item_id=item_id(merchant_id, one.name),
        kind=kind,
        title=one.name,
        title_en=one.name_en,
        description=one.note,
        description_en=one.note_en,
        category_id=shelves.get(one.section),
        icon=one.icon,
        position=place,
        details=details,
        variants=[_variant(market, one, kind, merchant_id)],
    )


def _variant(market: markets.Market, one: MenuLine, kind: ItemKind, merchant_id: UUID) -> items.NewVariant:
    """Its price, what is in it where its name says so, and the barcode of goods on a shelf."""
    price_minor = parse(one.price, market.currency).minor
    if kind is not ItemKind.GOODS:
        return items.NewVariant(price_minor=price_minor)
    weighed = _GRAMS.search(one.name)
    grams = int(weighed.group(1)) if weighed else 0
    unit = items.ContentUnit.GRAM if grams else items.ContentUnit.NONE
    return items.NewVariant(
        price_minor=price_minor,
        gtin=one.gtin or shelf_code(item_id(merchant_id, one.name)),
        weight_g=grams,
        content_size=grams,
        content_unit=unit,
    )


def shelf_code(item: UUID) -> str:
    """A number of the kind that a shop prints itself: GS1 keeps those that begin with 2 for that."""
    body = f"2{item.int % 10**11:011d}"
    return body + items.check_digit(body)
