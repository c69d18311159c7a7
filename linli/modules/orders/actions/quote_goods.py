"""What a cart costs now, line by line, and what stands in the way of ordering it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import items, markets, prices, stock
from linli.modules.orders.actions.bringing import with_brought
from linli.modules.orders.choices import Chosen, chosen, detail_of
from linli.modules.orders.model import GoodsQuote, OrderKind, Problem, QuotedLine, Wanted

# What lies on a shelf or is made for whoever comes for it; the others are booked, or asked for.
COLLECTED = frozenset((items.ItemKind.GOODS, items.ItemKind.DISH))
CHANNELS = {OrderKind.PICKUP: prices.Channel.ONLINE, OrderKind.AISLE: prices.Channel.IN_STORE}


class _Asked(msgspec.Struct, frozen=True):
    """What all lines have in common: the kinds that can be had this way, what is left, and the day."""

    kinds: frozenset[items.ItemKind]
    lefts: Mapping[UUID, int]
    day: date | None


async def quote_goods(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    wanted: Sequence[Wanted],
    kind: OrderKind = OrderKind.PICKUP,
    tier: str = "",
    bring_from: UUID | None = None,
    day: date | None = None,
) -> GoodsQuote:
    """Each wish with its price in this store, through this channel and for a member of this tier, in their
    order. Of what the store has too few of, all is brought over from `bring_from` where that may be and that
    store has enough. `day` is for what is sold by the day: all of it is for that day. Refuses nothing: a line
    says what is wrong with it.
    """
    market = await markets.market(reader, market_id)
    ids = {one.variant_id for one in wanted}
    sold = await items.sellable(reader, market_id, store_id, ids)
    priced = await _prices(reader, market_id, store_id, CHANNELS[kind], tier, sold)
    if day is not None:
        priced |= await _prices_of_day(reader, market_id, store_id, priced, day)
    levels = await stock.levels(reader, market_id, store_id, sorted(sold), day)
    lefts = {variant_id: level.left for variant_id, level in levels.items() if not level.closed}
    over = day is not None and day < markets.day_of(reader.now, market.timezone)
    kinds = items.DATED if day is not None and kind is OrderKind.PICKUP else COLLECTED
    about = _Asked(kinds, {} if over else lefts, day)
    lines = [_line(one, sold.get(one.variant_id), priced, about) for one in wanted]
    quote = GoodsQuote(tuple(_together(lines)), market.currency)
    if bring_from is None or kind is not OrderKind.PICKUP or day is not None or quote.whole:
        return quote
    return await with_brought(reader, market_id, store_id, quote, bring_from)


async def _prices(
    reader: Reader,
    market_id: int,
    store_id: UUID,
    channel: prices.Channel,
    tier: str,
    sold: Mapping[UUID, items.Sellable],
) -> dict[UUID, prices.Priced]:
    """Articles of several merchants may stand in one store's range: each has its own price books."""
    found: dict[UUID, prices.Priced] = {}
    for merchant_id in sorted({one.merchant_id for one in sold.values()}):
        bases = {id_: one.price_minor for id_, one in sold.items() if one.merchant_id == merchant_id}
        where = (market_id, merchant_id, store_id)
        found |= await prices.price_of(reader, *where, channel, tier, bases)
    return found


async def _prices_of_day(
    reader: Reader, market_id: int, store_id: UUID, priced: Mapping[UUID, prices.Priced], day: date
) -> dict[UUID, prices.Priced]:
    """What the day asks stands before every price book."""
    found = await prices.day_prices(reader, market_id, store_id, priced, day, day + timedelta(days=1))
    return {
        one: msgspec.structs.replace(priced[one], price_minor=minor, book_id=None, why=prices.Why.DAY)
        for (one, _), minor in found.items()
    }


def _line(
    wanted: Wanted,
    sold: items.Sellable | None,
    priced: Mapping[UUID, prices.Priced],
    about: _Asked,
) -> QuotedLine:
    if sold is None:
        return QuotedLine(wanted=wanted, problem=Problem.GONE)
    price = priced[wanted.variant_id]
    picked = chosen(sold.details.options, wanted.picks)
    extra = picked or Chosen(0, (), ())
    on_day = (about.day.isoformat(),) if about.day else ()
    return QuotedLine(
        wanted=wanted,
        item_id=sold.item_id,
        merchant_id=sold.merchant_id,
        title=sold.title,
        title_en=sold.title_en,
        detail=detail_of(sold.variant_name, (*extra.names, *on_day)),
        detail_en=detail_of(sold.variant_name_en or sold.variant_name, (*extra.names_en, *on_day)),
        icon=sold.icon,
        picture_ids=sold.picture_ids,
        unit_price_minor=price.price_minor + extra.extra_minor,
        base_minor=price.base_minor + extra.extra_minor,
        price_book_id=price.book_id,
        price_why=price.why.value,
        left=about.lefts.get(wanted.variant_id),
        problem=_problem(sold, price.price_minor + extra.extra_minor, picked, about),
    )


def _problem(sold: items.Sellable, price_minor: int, picked: Chosen | None, about: _Asked) -> Problem | None:
    if sold.kind not in about.kinds or price_minor <= 0:
        return Problem.NOT_TO_COLLECT
    if about.day is not None and sold.variant_id not in about.lefts:
        return Problem.DAY_OFF
    return Problem.CHOICES if picked is None else None


def _together(lines: Sequence[QuotedLine]) -> list[QuotedLine]:
    """One variant in several lines shares one shelf: who comes later has what is left."""
    taken: dict[UUID, int] = {}
    found = []
    for line in lines:
        before = taken.get(line.wanted.variant_id, 0)
        if line.problem is None and line.left is not None:
            left = max(0, line.left - before)
            problem = Problem.TOO_FEW if line.wanted.quantity > left else None
            line = msgspec.structs.replace(line, left=left, problem=problem)
            taken[line.wanted.variant_id] = before + line.wanted.quantity
        found.append(line)
    return found
