"""From the poster to the review on one page, channel by channel; every figure leads to its rows."""

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules import foreign_vouchers, marketing, orders
from linli.modules.marketing import DayLine, StepKind, StepLine
from linli.modules.merchants import StaffRole
from linli.services import Who
from linli.web.merchant.period import CHOICES, Period, day_in, period_of
from linli.web.merchant.results_views import (
    DIRECT,
    ROWS,
    DayRow,
    Line,
    Row,
    day_chart,
    day_rows,
    funnel_bars,
    line_of,
    money_bars,
    step_row,
    total_of,
    visit_row,
)
from linli.web.merchant.shop import Shop, desk_page, shop_of, words_for
from linli.web.shared.charts import Bar, Columns
from linli.web.shared.http import Asked, Here

ONLY_MANAGERS = {"who": Who.MANAGER}


class Results(msgspec.Struct, frozen=True):
    """Everything that the page shows."""

    total: Line
    lines: list[Line]
    funnel: Sequence[Bar]
    earned: Sequence[Bar]
    elsewhere: bool
    days: Columns
    best_day: DayLine | None
    best_paid: Money | None
    day_rows: Sequence[DayRow]


@get("/{market:str}/desk/{slug:str}/results", opt=ONLY_MANAGERS)
async def results(here: Asked, slug: FromPath[str]) -> Response[str]:
    """Visits, orders, redemptions, reviews and money of the last 7, 30 or 90 days."""
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now)
        found = await _results(here, reader, shop, period)
    return desk_page(here, shop, "results.html", nav="results", found=found, period=period, choices=CHOICES)


@get("/{market:str}/desk/{slug:str}/results/{kind:str}", opt=ONLY_MANAGERS)
async def result_rows(here: Asked, slug: FromPath[str], kind: FromPath[str]) -> Response[str]:
    """The rows behind a figure: `?channel=` (or "direct"), `?days=`; or those of one day, `?day=`."""
    if kind not in ROWS:
        raise NOT_FOUND()
    asked = here.request.query_params
    channel, after = asked.get("channel", ""), asked.get("after")
    if channel not in ("", DIRECT, *marketing.CHANNELS, *marketing.SOLD_ELSEWHERE):
        raise NOT_FOUND()
    async with here.services.db.read() as reader:
        shop = await shop_of(here, reader, slug, StaffRole.MANAGER)
        period = period_of(here, reader.now)
        day = day_in(here, asked, "day", reader.now) if kind != StepKind.VISITED.value else None
        if day is None:
            rows, next_cursor = await _rows(here, reader, shop, period, kind, channel, after)
        else:
            until = day_in(here, asked, "day", reader.now, after=True) or day
            steps = await marketing.steps_of_days(
                reader, here.market_id, shop.store.store_id, day, until, ROWS[kind], after
            )
            rows, next_cursor = await _step_rows(here, reader, shop, steps.items), steps.next_cursor
    here_again = {"day": asked["day"]} if day else {"channel": channel, "days": period.days}
    return desk_page(
        here,
        shop,
        "result_rows.html",
        nav="results",
        kind=kind,
        channel=channel,
        elsewhere=channel in marketing.SOLD_ELSEWHERE,
        period=period,
        day=day,
        rows=rows,
        back=f"{shop.desk}/results?days={period.days}",
        more=f"?{urlencode({**here_again, 'after': next_cursor})}" if next_cursor else "",
        first=not after,
    )


async def _results(here: Here, reader: Reader, shop: Shop, period: Period) -> Results:
    at = (here.market_id, shop.store.store_id, period.since, period.until)
    found = await marketing.channel_lines(reader, *at)
    days = await marketing.day_lines(reader, *at, here.market.timezone)
    lines = [line_of(here, shop, line, period.days) for line in found]
    total = total_of(here, shop, found, period.days)
    own = [line for line in found if line.channel not in marketing.SOLD_ELSEWHERE]
    best = max(days, key=lambda day: day.paid_minor, default=None)
    best = best if best and best.paid_minor else None
    return Results(
        total=total,
        lines=lines,
        # What was sold elsewhere was not ordered here: its uses would be more than the line began with.
        funnel=funnel_bars(here, total_of(here, shop, own, period.days)),
        elsewhere=len(own) < len(found),
        earned=money_bars(here, lines, total),
        days=day_chart(here, words_for(here, reader.now), period, days, shop.desk),
        best_day=best,
        best_paid=Money(best.paid_minor, here.market.currency) if best else None,
        day_rows=day_rows(here, shop.desk, days),
    )


async def _rows(
    here: Here, reader: Reader, shop: Shop, period: Period, kind: str, channel: str, after: str | None
) -> tuple[Sequence[Row], str | None]:
    at = (here.market_id, shop.store.store_id, period.since, period.until)
    if kind == StepKind.VISITED.value:
        visits = await marketing.visits_of_store(reader, *at, channel, after)
        return [visit_row(visit) for visit in visits.items], visits.next_cursor
    steps = await marketing.steps_of_store(reader, *at, ROWS[kind], channel, after)
    return await _step_rows(here, reader, shop, steps.items), steps.next_cursor


async def _step_rows(here: Here, reader: Reader, shop: Shop, steps: Sequence[StepLine]) -> list[Row]:
    about = await orders.orders_of_ids(reader, here.market_id, {step.order_id for step in steps})
    others = {step.order_id for step in steps} - about.keys()
    uses = await foreign_vouchers.uses_of_ids(reader, here.market_id, others) if others else {}
    return [step_row(here, shop, step, about.get(step.order_id), uses.get(step.order_id)) for step in steps]


ROUTES = [results, result_rows]
