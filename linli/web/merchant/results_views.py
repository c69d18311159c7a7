"""Channels, steps and days as the page of results shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

import msgspec

from linli.kernel.money import Money
from linli.modules import foreign_vouchers, orders
from linli.modules.marketing import ChannelLine, DayLine, StepKind, StepLine, VisitLine
from linli.web.merchant.period import Period
from linli.web.merchant.shop import Shop, money_here, pick
from linli.web.shared.charts import Bar, Columns, columns_of
from linli.web.shared.formatting import Formatter, money_text
from linli.web.shared.http import Here

DIRECT = "direct"
# A figure's name in the URL → the steps that it counts; what was undone stands beside what was done.
ROWS: dict[str, tuple[StepKind, ...]] = {
    "visited": (),
    "ordered": (StepKind.ORDERED,),
    "paid": (StepKind.PAID,),
    "redeemed": (StepKind.REDEEMED, StepKind.UNDONE),
    "reviewed": (StepKind.REVIEWED, StepKind.WITHDRAWN),
    "refunded": (StepKind.REFUNDED,),
}


class Line(msgspec.Struct, frozen=True):
    """One channel's figures; `channel` is "direct" without a link and "" for all together."""

    channel: str
    visits: int
    orders: int
    paid: int
    revenue: Money
    redeemed: int
    used: Money
    reviews: int
    refunded: Money
    base: str

    def rows(self, kind: str) -> str:
        """Where the rows behind a figure are."""
        return self.base.replace("KIND", kind)


class Row(msgspec.Struct, frozen=True):
    """One row behind a figure; a visit has no order."""

    at: datetime
    kind: str
    channel: str
    label: str
    title: str = ""
    number: str = ""
    amount: Money | None = None
    href: str = ""


def line_of(here: Here, shop: Shop, line: ChannelLine, days: int) -> Line:
    return _line(here, shop, [line], line.channel.value if line.channel else DIRECT, days)


def total_of(here: Here, shop: Shop, lines: Sequence[ChannelLine], days: int) -> Line:
    """All channels together."""
    return _line(here, shop, lines, "", days)


def _line(here: Here, shop: Shop, lines: Sequence[ChannelLine], channel: str, days: int) -> Line:
    asked = urlencode({"channel": channel, "days": days} if channel else {"days": days})
    return Line(
        channel=channel,
        visits=sum(line.visits for line in lines),
        orders=sum(line.orders for line in lines),
        paid=sum(line.paid for line in lines),
        revenue=money_here(here, sum(line.paid_minor for line in lines)),
        redeemed=sum(line.redeemed for line in lines),
        used=money_here(here, sum(line.redeemed_minor for line in lines)),
        reviews=sum(line.reviews for line in lines),
        refunded=money_here(here, sum(line.refunded_minor for line in lines)),
        base=f"{shop.desk}/results/KIND?{asked}",
    )


def funnel_bars(here: Here, total: Line) -> list[Bar]:
    """From the visit to the review, each step as long as it is of the longest."""
    steps = (
        ("visited", total.visits),
        ("ordered", total.orders),
        ("paid", total.paid),
        ("redeemed", total.redeemed),
        ("reviewed", total.reviews),
    )
    words = here.words
    return [
        Bar(words.t(f"desk.results.step.{kind}"), count, f"{count:,}", total.rows(kind))
        for kind, count in steps
    ]


def money_bars(here: Here, lines: Sequence[Line], total: Line) -> list[Bar]:
    """What each channel was paid, the most first; channels without money are left out."""
    whole = total.revenue.minor
    return [
        Bar(
            here.words.t(f"desk.channel.{line.channel}"),
            line.revenue.minor,
            money_text(line.revenue.minor, line.revenue.currency, here.locale),
            line.rows("paid"),
            f"{line.revenue.minor / whole:.0%}",
        )
        for line in lines
        if line.revenue.minor > 0
    ]


class DayRow(msgspec.Struct, frozen=True):
    """One day of the table behind the chart; a figure of nothing leads nowhere."""

    day: date
    paid: int
    revenue: Money
    redeemed: int
    paid_rows: str
    redeemed_rows: str


def day_rows(here: Here, desk: str, days: Sequence[DayLine]) -> list[DayRow]:
    return [
        DayRow(
            line.day,
            line.paid,
            money_here(here, line.paid_minor),
            line.redeemed,
            day_href(desk, "paid", line.day),
            day_href(desk, "redeemed", line.day),
        )
        for line in days
    ]


def day_href(desk: str, kind: str, day: date) -> str:
    """Where the rows of one day are."""
    return f"{desk}/results/{kind}?day={day.isoformat()}"


def day_chart(here: Here, words: Formatter, period: Period, days: Sequence[DayLine], desk: str) -> Columns:
    """What was paid on each day of the period; a day on which something was leads to its rows."""
    by_day = {line.day: line.paid_minor for line in days}
    values = [by_day.get(day, 0) for day in period.dates]
    said = [
        f"{words.date(day)}: {money_text(value, here.market.currency, here.locale)}"
        for day, value in zip(period.dates, values, strict=True)
    ]
    hrefs = [day_href(desk, "paid", day) if by_day.get(day) else "" for day in period.dates]
    ends = (words.date(period.dates[0]), words.date(period.dates[-1]))
    return columns_of(values, said, *ends, hrefs)


def visit_row(visit: VisitLine) -> Row:
    return Row(visit.at, StepKind.VISITED.value, visit.channel.value, visit.label)


def step_row(
    here: Here,
    shop: Shop,
    step: StepLine,
    order: orders.Order | None,
    use: foreign_vouchers.Use | None = None,
) -> Row:
    """A step of an order, or of a voucher that another platform sold: that one leads to the counter."""
    if use is not None:
        href = f"{shop.counter}/foreign-uses/{use.use_id}"
        channel = step.channel.value if step.channel else DIRECT
        return Row(step.at, step.kind.value, channel, "", use.title, f"•••• {use.code_tail}", use.paid, href)
    amount = Money(step.amount_minor, here.market.currency) if step.amount_minor else None
    return Row(
        at=step.at,
        kind=step.kind.value,
        channel=step.channel.value if step.channel else DIRECT,
        label=step.label or "",
        title=pick(here, order.title, order.title_en) if order else "",
        number=order.number_grouped if order else "",
        amount=amount,
        href=f"{shop.desk}/orders/{order.order_id}" if order else "",
    )
