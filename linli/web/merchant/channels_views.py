"""Channels, ways and lines of orders as the page of channels shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules import attribution, marketing
from linli.modules.attribution import (
    DIRECT,
    WHOLE,
    CampaignSums,
    ChannelLine,
    CodeSums,
    Credit,
    DaySums,
    Fault,
    Line,
    Model,
    Report,
    Span,
    Way,
)
from linli.web.merchant.period import Period
from linli.web.merchant.shop import money_here
from linli.web.shared.charts import Bar, Columns, columns_of
from linli.web.shared.formatting import Formatter, money_text
from linli.web.shared.http import Here

YEAR = (7, 30, 90, 365)
ONE_DECIMAL = 10


class Row(msgspec.Struct, frozen=True):
    """One channel; counts with one decimal where a model shares orders out; "" is all together."""

    channel: str
    visits: int
    orders: float
    paid: Money
    used: float
    again: float
    members: float
    refunded: Money
    cost: Money | None
    coupons: Money | None
    market: Money | None
    times: float | None
    per_member: Money | None
    per_used: Money | None
    per_again: Money | None
    href: str


class Compared(msgspec.Struct, frozen=True):
    """What each model says that a channel was paid."""

    channel: str
    by_model: dict[str, Money]


class Code(msgspec.Struct, frozen=True):
    """What came of one code."""

    label: str
    channel: str
    visits: int
    orders: float
    paid: Money
    coupons: Money | None


class Campaign(msgspec.Struct, frozen=True):
    """What came of all codes of a campaign, and what it cost: coupons, and costs entered under its name."""

    name: str
    orders: float
    paid: Money
    coupons: Money | None
    cost: Money | None
    times: float | None


class Left(msgspec.Struct, frozen=True):
    """Visits that are left out, with their reason."""

    channel: str
    fault: str
    visits: int


class WayCell(msgspec.Struct, frozen=True):
    """What went one way."""

    way: str
    orders: float
    paid: Money


class Touched(msgspec.Struct, frozen=True):
    """One touch of an order's line and its share by each model; `at` None where it was forgotten."""

    at: datetime | None
    channel: str
    label: str
    shares: dict[str, float]
    amounts: dict[str, Money]


class Sight(msgspec.Struct, frozen=True):
    """Everything that the page of channels shows."""

    model: str
    rows: list[Row]
    total: Row
    brought: Row
    bars: Sequence[Bar]
    ways: list[WayCell]
    models: list[Compared]
    left_out: list[Left]
    left_sum: int
    days: Columns | None
    day_rows: list[DaySums]


def span_of(period: Period) -> Span:
    return Span(period.since.date(), period.until.date())


def model_in(here: Here) -> Model:
    """The model of the URL; the last touch where it names none."""
    asked = here.request.query_params.get("model", "")
    return Model(asked) if asked in {one.value for one in Model} else Model.LAST


def count(millionths: int) -> float:
    """A count as it is read: whole, or with one decimal."""
    tenths = round(millionths * ONE_DECIMAL / WHOLE)
    return tenths // ONE_DECIMAL if tenths % ONE_DECIMAL == 0 else tenths / ONE_DECIMAL


def row_of(here: Here, line: ChannelLine, href: str) -> Row:
    sums = line.sums

    def priced(minor: int | None) -> Money | None:
        return None if minor is None else money_here(here, minor)

    return Row(
        channel=line.channel,
        visits=line.visits,
        orders=count(sums.orders),
        paid=money_here(here, sums.paid_minor),
        used=count(sums.used),
        again=count(sums.again),
        members=count(sums.members),
        refunded=money_here(here, sums.refunded_minor),
        cost=priced(line.cost_minor or None),
        coupons=priced(line.coupon_minor or None),
        market=priced(line.market_minor or None),
        times=None if line.return_hundredths is None else line.return_hundredths / 100,
        per_member=priced(line.per_member),
        per_used=priced(line.per_used),
        per_again=priced(line.per_again),
        href=href,
    )


def sight_of(
    here: Here, words: Formatter, report: Report, days: Sequence[DaySums], period: Period, base: str
) -> Sight:
    """`base` is where the orders behind a figure are."""

    def href(channel: str) -> str:
        asked = {"channel": channel, "model": report.model.value, "days": period.days}
        return f"{base}?{urlencode(asked)}" if base else ""

    rows = [row_of(here, line, href(line.channel)) for line in report.lines]
    left = [Left(channel, fault, n) for channel, by in report.left_out.items() for fault, n in by.items()]
    order = [fault.value for fault in Fault]
    return Sight(
        model=report.model.value,
        rows=rows,
        total=row_of(here, report.total, ""),
        brought=row_of(here, attribution.brought(report), ""),
        bars=paid_bars(here, rows),
        ways=[way_cell(here, report, way.value) for way in Way],
        models=[
            Compared(channel, {name: money_here(here, minor) for name, minor in by.items()})
            for channel, by in sorted(report.models.items(), key=lambda one: -max(one[1].values()))
        ],
        left_out=sorted(left, key=lambda one: (order.index(one.fault), -one.visits)),
        left_sum=sum(one.visits for one in left),
        days=day_chart(here, words, period, days) if days else None,
        day_rows=list(days),
    )


def way_cell(here: Here, report: Report, way: str) -> WayCell:
    found = report.ways.get(way)
    paid = money_here(here, found.paid_minor if found else 0)
    return WayCell(way, count(found.orders) if found else 0, paid)


def paid_bars(here: Here, rows: Sequence[Row]) -> list[Bar]:
    """What each channel brought, the most first; who came by themselves stands in the table."""
    shown = [row for row in rows if row.paid.minor > 0 and row.channel != DIRECT]
    whole = sum(row.paid.minor for row in shown)
    return [
        Bar(
            here.words.t(f"desk.channel.{row.channel}"),
            row.paid.minor,
            money_text(row.paid.minor, row.paid.currency, here.locale),
            row.href,
            f"{row.paid.minor / whole:.0%}",
        )
        for row in shown
    ]


def day_chart(here: Here, words: Formatter, period: Period, days: Sequence[DaySums]) -> Columns:
    """What codes brought on each day of the period."""
    by_day = {one.day: one.brought_minor or 0 for one in days}
    values = [by_day.get(day, 0) for day in period.dates]
    said = [
        f"{words.date(day)}: {money_text(value, here.market.currency, here.locale)}"
        for day, value in zip(period.dates, values, strict=True)
    ]
    return columns_of(values, said, words.date(period.dates[0]), words.date(period.dates[-1]))


def code_of(here: Here, sums: CodeSums, links: Mapping[UUID, marketing.Link]) -> Code:
    link = links.get(sums.link_id)
    number = f" · {link.number}" if link and link.number else ""
    return Code(
        label=f"{link.label}{number}" if link else "",
        channel=sums.channel,
        visits=sums.visits,
        orders=count(sums.orders),
        paid=money_here(here, sums.paid_minor),
        coupons=money_here(here, sums.coupon_minor) if sums.coupon_minor else None,
    )


def campaigns_said(
    here: Here, sums: Sequence[CampaignSums], names: Mapping[UUID, str], entered: Mapping[str, int]
) -> list[Campaign]:
    """`entered`: by name what somebody has entered for it, in minor units."""
    said = []
    for one in sums:
        name = names.get(one.campaign_id, "")
        spent = one.coupon_minor + entered.get(name, 0)
        said.append(
            Campaign(
                name=name,
                orders=count(one.orders),
                paid=money_here(here, one.paid_minor),
                coupons=money_here(here, one.coupon_minor) if one.coupon_minor else None,
                cost=money_here(here, spent) if spent else None,
                times=(one.paid_minor - one.refunded_minor) * 100 // spent / 100 if spent else None,
            )
        )
    return said


def touched(here: Here, line: Line, links: Mapping[UUID, marketing.Link]) -> list[Touched]:
    """The touches of a line, the earliest first, each with its part by every model."""
    by_place: dict[int, list[Credit]] = {}
    for credit in line.credits:
        by_place.setdefault(credit.place, []).append(credit)
    made = []
    for _, credits_there in sorted(by_place.items()):
        first = credits_there[0]
        link = links.get(first.link_id) if first.link_id else None
        made.append(
            Touched(
                at=first.touched_at,
                channel=first.channel,
                label=link.label if link else "",
                shares={one.model.value: one.parts / WHOLE for one in credits_there},
                amounts={one.model.value: money_here(here, one.paid_minor) for one in credits_there},
            )
        )
    return made
