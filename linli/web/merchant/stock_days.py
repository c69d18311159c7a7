"""Tickets and rooms: how many there are on each day, and what they cost then."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from linli.kernel import money
from linli.kernel.database import Reader, Work
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import items, markets, prices, stock
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.shop import Shop, desk_page, pick, shop_of, typed
from linli.web.merchant.stock_views import number_in, said_of
from linli.web.shared.calendars import Month, day_of, month_of
from linli.web.shared.http import Asked, Here

PAGE = 50
DAYS = "/{market:str}/desk/{slug:str}/stock/days"
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
WAYS = ("set", "close", "usual")
TOLD = (INVALID, stock.DAY_SOLD)


class DatedLine(msgspec.Struct, frozen=True):
    """One thing that is sold by the day."""

    variant_id: UUID
    name: str
    icon: str
    price: Money
    href: str


class DayRow(msgspec.Struct, frozen=True):
    """One day of a month: so many there are, are sold and are left (`there` None: it was never set), and what
    the day costs; `own`: that is a price of its own.
    """

    day: date
    there: int | None
    sold: int
    left: int
    price: Money
    own: bool
    closed: bool
    over: bool


class DaysForm(msgspec.Struct, frozen=True):
    """What was typed."""

    do: str = "set"
    first: str = ""
    last: str = ""
    weekdays: Sequence[str] = WEEKDAYS
    units: str = ""
    price: str = ""


@get(DAYS, opt={"who": Who.CLERK})
async def dated_list(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Everything of the store's range that is sold by the day."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        where, found = (here.market_id, shop.store.store_id), []
        for kind in sorted(items.DATED):
            page = await items.items_of_store(reader, *where, items.ItemFilter(kind=kind), None, PAGE)
            found += page.items
    lines = [_line(here, shop, item, one) for item in found for one in item.variants if one.active]
    return desk_page(here, shop, "stock_dated.html", nav="stock", lines=lines)


@get(DAYS + "/{variant_id:uuid}", opt={"who": Who.CLERK})
async def days_page(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """One month of it; `?day=` begins the form with that day."""
    return await _days(here, slug, variant_id)


@post(DAYS + "/{variant_id:uuid}/settings", opt={"who": Who.MANAGER})
async def days_set(here: Asked, slug: FromPath[str], variant_id: FromPath[UUID]) -> Response[str]:
    """So many, at such a price, or none at all, on a range of days or some weekdays in it."""
    sent = await here.request.form()
    form = _read(sent)
    try:
        async with here.services.db.work(here.actor) as work:
            shop = await shop_of(here, work, slug, StaffRole.MANAGER)
            sold = await items.sellable_by_day(work, here.market_id, shop.store.store_id, variant_id)
            days = _chosen(form)
            await _set(here, work, shop, sold, days, form)
    except Refusal as refusal:
        if refusal.kind not in TOLD:
            raise
        return await _days(here, slug, variant_id, form=form, refused=refusal)
    about = urlencode({"month": f"{days[0]:%Y-%m}", "done": "days_set"})
    return here.see_other(f"{shop.desk}/stock/days/{variant_id}?{about}")


async def _set(
    here: Here, work: Work, shop: Shop, sold: items.Sellable, days: Sequence[date], form: DaysForm
) -> None:
    """Refuses in this order: not_found (a price for an article of another merchant), not_allowed, invalid,
    day_sold.
    """
    where = (work, here.market_id, shop.store.store_id, sold.variant_id, days)
    if form.do == "close":
        await stock.close_days(*where)
        return
    if not form.units and not form.price and form.do == "set":
        raise INVALID(field="units")
    if form.do == "usual" or form.price:
        about = (shop.member, sold.merchant_id, shop.store.store_id)
        await prices.require_day_pricer(work, here.market_id, *about)
        await prices.set_day_prices(*where, None if form.do == "usual" else _minor(here, form.price))
    if form.units and form.do == "set":
        await stock.set_days(*where, _whole(form.units))


async def _days(
    here: Here, slug: str, variant_id: UUID, *, form: DaysForm | None = None, refused: Refusal | None = None
) -> Response[str]:
    asked, today = here.request.query_params, _today(here)
    begun = day_of(form.first) if form else day_of(asked.get("day", ""))
    month = month_of(f"{begun:%Y-%m}" if begun and begun >= today else asked.get("month", ""), today)
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        sold = await items.sellable_by_day(reader, here.market_id, shop.store.store_id, variant_id)
        rows = await _rows(here, reader, shop, sold, month, today)
    start = max(begun or month.first, today).isoformat()
    last = begun.isoformat() if begun else month.days[-1].isoformat()
    return desk_page(
        here,
        shop,
        "stock_days.html",
        nav="stock",
        refused=refused,
        said={"days_set": True},
        problem=said_of(here, refused) if refused else "",
        name=_name(here, sold),
        usual=sold.price,
        month=month,
        rows=rows,
        today=today,
        form=form or DaysForm(first=start, last=max(last, start)),
        weekdays=WEEKDAYS,
        ways=WAYS if sold.merchant_id == shop.member.merchant_id else WAYS[:2],
        here_is=f"{shop.desk}/stock/days/{variant_id}",
    )


async def _rows(
    here: Here, reader: Reader, shop: Shop, sold: items.Sellable, month: Month, today: date
) -> list[DayRow]:
    about = (reader, here.market_id, shop.store.store_id, [sold.variant_id], month.first, month.end)
    levels = {level.day: level for level in await stock.days_of_variants(*about)}
    own = await prices.day_prices(*about)
    rows = []
    for day in month.days:
        level, price = levels.get(day), own.get((sold.variant_id, day))
        rows.append(
            DayRow(
                day=day,
                there=level.there if level else None,
                sold=level.promised + level.handed if level else 0,
                left=level.left if level else 0,
                price=sold.price if price is None else Money(price, sold.currency),
                own=price is not None,
                closed=level is not None and level.closed,
                over=day < today,
            )
        )
    return rows


def _line(here: Here, shop: Shop, item: items.Item, one: items.Variant) -> DatedLine:
    name = f"{pick(here, item.title, item.title_en)} {pick(here, one.name, one.name_en)}".strip()
    return DatedLine(one.variant_id, name, item.icon, one.price, f"{shop.desk}/stock/days/{one.variant_id}")


def _name(here: Here, sold: items.Sellable) -> str:
    parts = (
        pick(here, sold.title, sold.title_en),
        pick(here, sold.variant_name, sold.variant_name_en),
    )
    return " ".join(parts).strip()


def _today(here: Here) -> date:
    return markets.day_of(here.services.db.clock(), here.market.timezone)


def _read(sent: FormMultiDict) -> DaysForm:
    do = typed(sent, "do")
    chosen = [one for one in WEEKDAYS if one in sent.getall("weekday", [])]
    names = {name: typed(sent, name) for name in ("first", "last", "units", "price")}
    return DaysForm(do=do if do in WAYS else "set", weekdays=chosen, **names)


def _chosen(form: DaysForm) -> list[date]:
    """The days of the range that fall on one of the weekdays. Refuses: invalid (days)."""
    first, last = day_of(form.first), day_of(form.last)
    if first is None or last is None or last < first:
        raise INVALID(field="days")
    if (last - first).days >= markets.MOST_DAYS:
        raise INVALID(field="days")
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    wanted = [day for day in every if WEEKDAYS[day.weekday()] in form.weekdays]
    if not wanted:
        raise INVALID(field="weekday")
    return wanted


def _whole(text: str) -> int:
    return number_in(FormMultiDict([("units", text)]), "units")


def _minor(here: Here, text: str) -> int:
    """A price as it was typed. Refuses: invalid (price)."""
    try:
        return money.parse(text, here.market.currency).minor
    except ValueError:
        raise INVALID(field="price") from None


ROUTES = [dated_list, days_page, days_set]
