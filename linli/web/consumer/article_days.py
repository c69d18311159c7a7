"""Which days of a ticket or a room are there, and what they cost."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import carts, items, markets, merchants, prices, stock
from linli.web.consumer.tongue import tongue_of
from linli.web.shared.calendars import Month, day_of, month_of
from linli.web.shared.http import Here


class DayFace(msgspec.Struct, frozen=True):
    """One day: what it costs from (None: nothing was ever to be had), whether something is left, where to
    choose it (empty: it cannot be chosen).
    """

    day: date
    price: Money | None
    out: bool
    href: str
    chosen: bool


class DayVariant(msgspec.Struct, frozen=True):
    """One thing to choose on the chosen day."""

    id: UUID
    name: str
    price: Money
    left: int


class DaysFace(msgspec.Struct, frozen=True):
    """A month of an article that is sold by the day, and what is to be had on the chosen one."""

    month: Month
    cells: Sequence[DayFace]
    base: str
    chosen: date | None
    variants: Sequence[DayVariant]

    @property
    def most(self) -> int:
        return min(max((one.left for one in self.variants), default=0), carts.MOST_UNITS)

    @property
    def any_left(self) -> bool:
        return any(cell.href for cell in self.cells)


async def days_face(reader: Reader, here: Here, item: items.Item, store: merchants.Store) -> DaysFace:
    """The month of the address (`month`), or of the day that is chosen there (`day`)."""
    asked = here.request.query_params
    today = markets.day_of(reader.now, here.market.timezone)
    wanted = day_of(asked.get("day", ""))
    month = month_of(f"{wanted:%Y-%m}" if wanted else asked.get("month", ""), today)
    active = {one.variant_id: one for one in item.variants if one.active and one.price_minor > 0}
    about = (reader, here.market_id, store.store_id, list(active), max(month.first, today), month.end)
    levels = [level for level in await stock.days_of_variants(*about) if not level.closed]
    own = await prices.day_prices(*about)
    tongue, found = tongue_of(here), dict[date, list[DayVariant]]()
    usual = await prices.price_of(
        *(reader, here.market_id, item.merchant_id, store.store_id, prices.Channel.ONLINE, ""),
        {key: one.price_minor for key, one in active.items()},
    )
    for level in levels:
        assert level.day is not None
        one = active[level.variant_id]
        minor = own.get((one.variant_id, level.day), usual[one.variant_id].price_minor)
        name = tongue.pick(one.name, one.name_en)
        some = DayVariant(one.variant_id, name, Money(minor, one.currency), level.left)
        found.setdefault(level.day, []).append(some)
    path = here.url(f"items/{item.item_id}") + "?"
    base = path + urlencode({"store": store.slug}) + "&"
    chosen = wanted if any(one.left for one in found.get(wanted or today, [])) else None
    return DaysFace(
        month=month,
        cells=[_cell(day, found.get(day, []), base, wanted) for day in month.days],
        base=base,
        chosen=chosen if wanted else None,
        variants=[one for one in found.get(wanted, []) if one.left] if wanted else [],
    )


def _cell(day: date, variants: Sequence[DayVariant], base: str, wanted: date | None) -> DayFace:
    left = [one for one in variants if one.left]
    lowest = min((one.price.minor for one in left or variants), default=None)
    return DayFace(
        day=day,
        price=None if lowest is None else Money(lowest, variants[0].price.currency),
        out=bool(variants) and not left,
        href=f"{base}day={day.isoformat()}#days" if left else "",
        chosen=day == wanted,
    )
