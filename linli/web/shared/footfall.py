"""Footfall as the desk and the market see it: who came, who is expected, and when it is quiet."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.modules import insight
from linli.web.shared.charts import Columns, columns_of
from linli.web.shared.formatting import Formatter

LOOKED_BACK = 28
QUIET_WEEKS = 8
ONE_DAY = timedelta(days=1)


class DayRow(msgspec.Struct, frozen=True):
    """One day: how many came, or are expected, and between which counts four of five such days lie."""

    day: date
    came: int | None
    expected: int | None = None
    low: int = 0
    high: int = 0


class Footfall(msgspec.Struct, frozen=True):
    """Everything that the page shows; `off` and `usual_off` are parts of a hundred, None while it is too
    early to say.
    """

    past: Columns
    ahead: Columns | None
    came: int
    expected: int
    rows: Sequence[DayRow]
    best: DayRow | None
    outlook: insight.Outlook | None
    off: int | None
    usual_off: int | None
    quiet: insight.Quiet | None
    quiet_visits: str
    quiet_usual: str
    quiet_day: date | None


async def footfall_of(
    reader: Reader, market_id: int, words: Formatter, store_ids: Sequence[UUID] | None
) -> Footfall:
    """The last four weeks, the next two, and the quietest hours: of a store, or of the market (None)."""
    today = words.local(reader.now).date()
    where = (market_id, store_ids)
    came = await insight.days_of_stores(reader, *where, today - LOOKED_BACK * ONE_DAY, today)
    foreseen = await insight.forecast_of_stores(reader, *where, today)
    outlook = None
    if store_ids is not None:
        outlook = (await insight.outlooks_of_stores(reader, market_id, store_ids)).get(store_ids[0])
    hours = await insight.hours_of_stores(reader, *where, today - QUIET_WEEKS * 7 * ONE_DAY, today)
    return _footfall(words, today, came, foreseen, outlook, insight.quietest(hours))


def _footfall(
    words: Formatter,
    today: date,
    came: Sequence[insight.Day],
    foreseen: Sequence[insight.ForeseenDay],
    outlook: insight.Outlook | None,
    quiet: insight.Quiet | None,
) -> Footfall:
    visits = {one.day: one.visits for one in came}
    days = [today - n * ONE_DAY for n in range(LOOKED_BACK, 0, -1)]
    past = [DayRow(day, visits.get(day, 0)) for day in days]
    ahead = [DayRow(one.day, None, one.expected, one.low, one.high) for one in foreseen]
    return Footfall(
        past=_columns(words, past),
        ahead=_columns(words, ahead) if ahead else None,
        came=sum(row.came or 0 for row in past),
        expected=sum(row.expected or 0 for row in ahead),
        rows=ahead,
        best=_best(ahead),
        outlook=outlook,
        off=_percent(outlook.loss_bp if outlook else None),
        usual_off=_percent(outlook.usual_loss_bp if outlook else None),
        quiet=quiet,
        quiet_visits=words.number(round(quiet.visits / QUIET_WEEKS, 1)) if quiet else "",
        quiet_usual=words.number(round(quiet.usual / QUIET_WEEKS, 1)) if quiet else "",
        quiet_day=today + (quiet.weekday - today.isoweekday()) % 7 * ONE_DAY if quiet else None,
    )


def _best(ahead: Sequence[DayRow]) -> DayRow | None:
    """The day with the most people, where days differ at all."""
    counts = {row.expected or 0 for row in ahead}
    return max(ahead, key=lambda row: row.expected or 0) if len(counts) > 1 else None


def _columns(words: Formatter, rows: Sequence[DayRow]) -> Columns:
    values = [float(row.came or row.expected or 0) for row in rows]
    said = [f"{words.date(row.day)}: {words.number(value)}" for row, value in zip(rows, values, strict=True)]
    return columns_of(values, said, words.date(rows[0].day), words.date(rows[-1].day))


def _percent(loss_bp: int | None) -> int | None:
    return None if loss_bp is None else round(loss_bp / 100)
