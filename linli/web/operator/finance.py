"""Finance at a glance: escrow by age, what is owed and held, what is at the bank; and the close of a day."""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, Refusal
from linli.modules import ledger, markets, settlement, treasury
from linli.modules.ledger import Purpose
from linli.modules.settlement import StatementState
from linli.modules.treasury import DayClose, PayoutState
from linli.services import Who
from linli.web.operator import roles
from linli.web.operator.actors import actors_said
from linli.web.operator.books import Books, books_of
from linli.web.operator.room import back_with, room_page, room_url, say
from linli.web.shared import security
from linli.web.shared.dense import BYTE_ORDER_MARK, Cell, Column, DenseTable, Line, csv_line, decimal
from linli.web.shared.http import Asked, Here

SEE = {"who": Who.OPERATOR, "roles": roles.MONEY}
BANDS = (0, 7, 30, 90)
ONE_DAY = timedelta(days=1)
SHOWN_DAYS = 60
WAITING_FEW = 100


class Band(msgspec.Struct, frozen=True):
    """Escrow that has waited from so many days until so many (none: longer)."""

    from_days: int
    until_days: int | None
    orders: int
    waiting: Money


class Waiting(msgspec.Struct, frozen=True):
    """What somebody should look at; at most a hundred of each are counted."""

    disputes: int
    drafts: int
    failed: int


@get("/{market:str}/operator/finance", opt=SEE)
async def finance(here: Asked) -> Response[str]:
    """The market's money by purpose, each leading to its rows."""
    async with here.services.db.snapshot() as reader:
        totals = await ledger.totals(reader, here.market_id)
        bands = await settlement.escrow_ages(reader, here.market_id, BANDS)
        waiting = await _waiting(here, reader)
        next_day = await _next_day(here, reader)
    books: Books = books_of(totals, here.market.currency)
    return await room_page(
        here,
        "finance.html",
        nav="finance",
        figures=[(purpose.value, books.of(purpose)) for purpose in Purpose if purpose in SHOWN],
        bands=_bands(here, bands),
        waiting=waiting,
        next_day=next_day,
        accounts=room_url(here, "ledger/accounts"),
        said={"day_closed": True},
    )


SHOWN = (
    Purpose.CLEARING,
    Purpose.ESCROW,
    Purpose.REFUNDS,
    Purpose.PAYABLE,
    Purpose.DEPOSIT,
    Purpose.ADVANCES,
    Purpose.PAYOUTS,
    Purpose.BANK,
    Purpose.COMMISSION,
    Purpose.SUBSIDY,
    Purpose.SUSPENSE,
)


def _bands(here: Here, found: list[settlement.AgeBand]) -> list[Band]:
    held = {one.from_days: one for one in found if one.currency == here.market.currency}
    ends = [*BANDS[1:], None]
    nothing = settlement.AgeBand(0, here.market.currency, 0, 0)
    return [
        Band(start, end, one.orders, Money(one.waiting_minor, here.market.currency))
        for start, end in zip(BANDS, ends, strict=True)
        for one in [held.get(start, nothing)]
    ]


async def _waiting(here: Here, reader: Reader) -> Waiting:
    at = (reader, here.market_id)
    disputes = await settlement.disputes(*at, None, None, WAITING_FEW, only_open=True)
    drafts = await settlement.statements(*at, None, StatementState.DRAFT, None, WAITING_FEW)
    failed = await treasury.payouts(*at, None, PayoutState.FAILED, None, None, WAITING_FEW)
    return Waiting(len(disputes.items), len(drafts.items), len(failed.items))


async def _next_day(here: Here, reader: Reader) -> date | None:
    """The day that can be closed now: the one after the last, or yesterday; none while it is not over."""
    last = await treasury.last_close(reader, here.market_id)
    yesterday = markets.day_began(reader.now, here.market.timezone).date() - ONE_DAY
    wanted = last.day + ONE_DAY if last else yesterday
    return wanted if wanted <= yesterday else None


@get("/{market:str}/operator/days", opt=SEE)
async def day_list(here: Asked) -> Response[str]:
    """Closed days, the latest first, and the one that comes next."""
    return await _days(here)


async def _days(here: Here, refusal: Refusal | None = None) -> Response[str]:
    before = _day_in(here.request.query_params.get("before", ""))
    async with here.services.db.read() as reader:
        closes = await treasury.closes(reader, here.market_id, before, SHOWN_DAYS + 1)
        closers = await actors_said(here, reader, {one.closed_by for one in closes})
        next_day = await _next_day(here, reader)
    table = DenseTable(
        caption=say(here, "operator.days.title"),
        columns=[Column(say(here, f"operator.col.{key}")) for key in ("day", "closed", "by")],
        lines=[_day_line(here, one, closers) for one in closes[:SHOWN_DAYS]],
        empty_title=say(here, "operator.days.none"),
        empty_text=say(here, "operator.days.none_text"),
        next_href=f"{room_url(here, 'days')}?before={closes[SHOWN_DAYS - 1].day.isoformat()}"
        if len(closes) > SHOWN_DAYS
        else "",
    )
    return await room_page(
        here,
        "days.html",
        nav="days",
        refused=refusal,
        table=table,
        next_day=next_day,
        said={"day_closed": bool(closes)},
    )


def _day_line(here: Here, close: DayClose, closers: Mapping[str, str]) -> Line:
    day = close.day.isoformat()
    by = Cell(closers[close.closed_by], soft=True)
    return Line((Cell(day, room_url(here, f"days/{day}")), Cell(close.closed_at), by))


@post("/{market:str}/operator/days", opt=SEE)
async def day_closed(here: Asked) -> Response[str]:
    """Fix the totals of a day, for good."""
    try:
        day = _day_in(str((await here.request.form()).get("day", "")))
        if day is None:
            raise INVALID(field="day")
        async with here.services.db.work(here.actor) as work:
            await treasury.close_day(work, here.market_id, day)
    except Refusal as refusal:
        return await _days(here, refusal)
    return back_with(here, "days", "day_closed")


@get("/{market:str}/operator/days/{day:str}", opt=SEE)
async def day_page(here: Asked, day: FromPath[str]) -> Response[str]:
    """A closed day by purpose, as it was fixed; to be printed."""
    wanted = _day_in(day)
    if wanted is None:
        raise INVALID(field="day")
    async with here.services.db.read() as reader:
        close = await treasury.day_close(reader, here.market_id, wanted)
        totals = await treasury.day_totals(reader, here.market_id, wanted)
    return await room_page(here, "day.html", nav="days", close=close, totals=totals)


@get("/{market:str}/operator/day-files/{day:str}", opt=SEE)
async def day_csv(here: Asked, day: FromPath[str]) -> Stream:
    """The same as a file, written into the audit trail."""
    wanted = _day_in(day.removesuffix(".csv"))
    if wanted is None:
        raise INVALID(field="day")
    async with here.services.db.work(here.actor) as work:
        await treasury.day_close(work, here.market_id, wanted)
        totals = await treasury.day_totals(work, here.market_id, wanted)
        await work.audit(here.market_id, "list_exported", f"day {wanted.isoformat()}")
    keys = ("purpose", "currency", "debits", "credits", "debits_until", "credits_until")
    heads = csv_line([say(here, f"operator.col.{key}") for key in keys])
    body = [
        csv_line(
            [
                one.purpose,
                one.currency,
                *(
                    decimal(Money(minor, one.currency))
                    for minor in (
                        one.debits_minor,
                        one.credits_minor,
                        one.debits_until_minor,
                        one.credits_until_minor,
                    )
                ),
            ]
        )
        for one in totals
    ]
    headers = security.headers_for(here.services.settings, here.nonce)
    name = f"{here.market.slug}-{wanted.isoformat()}.csv"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    whole = BYTE_ORDER_MARK + heads + "".join(body)
    return Stream(iter([whole]), media_type="text/csv; charset=utf-8", headers=headers)


def _day_in(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


ROUTES = [finance, day_list, day_closed, day_page, day_csv]
