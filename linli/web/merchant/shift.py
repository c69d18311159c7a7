"""A shift at the counter: what it took in, to print; closing it begins the next.

A shift belongs to a till, so the till's browser remembers when it began.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import orders, vouchers
from linli.services import Who
from linli.web.merchant.counter_foreign import foreign_sums
from linli.web.merchant.shop import Shop, midnight, money_here, pick, shop_of
from linli.web.shared import security
from linli.web.shared.http import Asked, Here

AT_THE_TILL = {"who": Who.CLERK, "till": True}
# A shift that was never closed is over after a day.
LONGEST = timedelta(hours=24)


class Times(msgspec.Struct, frozen=True):
    """The shift that lasts, and the one before it where it is known."""

    since: datetime
    before: datetime | None = None


class Line(msgspec.Struct, frozen=True):
    """One line of a shift: a clerk's, or a voucher's."""

    name: str
    uses: int
    value: Money


class Shift(msgspec.Struct, frozen=True):
    """A shift in sums; `lasts` where it is not closed."""

    since: datetime
    until: datetime
    lasts: bool
    total: Line
    clerks: Sequence[Line]
    titles: Sequence[Line]


class Sales(msgspec.Struct, frozen=True):
    """What was paid in the shop during a shift, and what of it went back; a line without a name is of those
    who typed the amount by themselves.
    """

    count: int
    paid: Money
    back: Money
    clerks: Sequence[Line]


@get("/{market:str}/counter/{slug:str}/shift", opt=AT_THE_TILL)
async def shift_page(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The shift that lasts; with `?shift=last` the one that was closed before it, to print it again."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        times = times_of(here, reader.now)
        last = here.request.query_params.get("shift") == "last" and times.before is not None
        since, until = (times.before, times.since) if last and times.before else (times.since, reader.now)
        shift = await _shift(here, reader, shop, since, until, lasts=not last)
        elsewhere = await foreign_sums(here, reader, shop, since, until)
        sales = await _sales(here, reader, shop, since, until)
    return here.page(
        "merchant/counter_shift.html",
        said={"closed": last},
        shop=shop,
        store_name=shop.name,
        clerk_name=shop.member.name,
        counter_home=shop.counter,
        shift=shift,
        elsewhere=elsewhere,
        sales=sales,
        has_last=times.before is not None,
    )


@post("/{market:str}/counter/{slug:str}/shift", opt=AT_THE_TILL)
async def shift_closed(here: Asked, slug: FromPath[str]) -> Response[str]:
    """The shift is over: it is shown once more, and the next one has begun."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug)
        times, now = times_of(here, reader.now), reader.now
    answer = here.see_other(f"{shop.counter}/shift?shift=last&done=closed")
    kept = f"{times.since.isoformat()}~{now.isoformat()}"
    here.cookie(answer, security.SHIFT_COOKIE, kept, path=shop.counter)
    return answer


def times_of(here: Here, now: datetime) -> Times:
    """As this till remembers; at midnight began a shift that nobody began. What no till of ours wrote is
    passed over.
    """
    before, _, since = here.request.cookies.get(security.SHIFT_COOKIE, "").strip('"').partition("~")
    began, earlier = _moment(since, now), _moment(before, now, 2 * LONGEST)
    if began is None:
        return Times(midnight(here, now))
    return Times(began, earlier if earlier and earlier <= began else None)


def _moment(text: str, now: datetime, within: timedelta = LONGEST) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and now - within < at <= now else None


async def _shift(
    here: Here, reader: Reader, shop: Shop, since: datetime, until: datetime, *, lasts: bool
) -> Shift:
    lines = await vouchers.shift_sums(reader, here.market_id, shop.store.store_id, since, until)
    clerks: dict[str, list[vouchers.ShiftSum]] = {}
    titles: dict[str, list[vouchers.ShiftSum]] = {}
    for line in lines:
        clerks.setdefault(line.clerk_name, []).append(line)
        titles.setdefault(pick(here, line.title, line.title_en), []).append(line)
    return Shift(
        since,
        until,
        lasts,
        _added(here, "", lines),
        [_added(here, name, some) for name, some in clerks.items()],
        [_added(here, name, some) for name, some in titles.items()],
    )


async def _sales(here: Here, reader: Reader, shop: Shop, since: datetime, until: datetime) -> Sales:
    """What was paid in the shop, by who asked for it."""
    sums = await orders.sale_sums(reader, here.market_id, shop.store.store_id, since, until)
    return Sales(
        count=sum(one.sales for one in sums),
        paid=money_here(here, sum(one.paid_minor for one in sums)),
        back=money_here(here, sum(one.refunded_minor for one in sums)),
        clerks=[Line(one.clerk_name, one.sales, money_here(here, one.paid_minor)) for one in sums],
    )


def _added(here: Here, name: str, lines: Sequence[vouchers.ShiftSum]) -> Line:
    value = money_here(here, sum(line.value_minor for line in lines))
    return Line(name, sum(line.uses for line in lines), value)


ROUTES = [shift_page, shift_closed]
