"""Channels as the API shows them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from linli.api.v1.shapes import Money
from linli.modules.attribution import WHOLE, ChannelLine, Model, Report

Count = Annotated[float, Meta(description="A fraction where a model shares an order out.", examples=[12.5])]


class ChannelFigures(msgspec.Struct, frozen=True):
    """What one channel is credited with; `direct` are those who came without a code."""

    channel: str
    visits: int
    orders: Count
    paid: Money
    refunded: Money
    used: Count
    repeats: Count
    new_members: Count
    cost: Annotated[Money, Meta(description="What was entered, and what coupons of the merchant took off.")]
    coupons: Annotated[Money, Meta(description="Of that cost, what coupons claimed by its codes took off.")]
    return_on_spend: Annotated[float | None, Meta(description="Null where nothing was spent.")]


class LeftOut(msgspec.Struct, frozen=True):
    """Visits that are credited with nothing, and why."""

    channel: str
    reason: Annotated[str, Meta(description="Staff, bot, burst or self.", examples=["burst"])]
    visits: int


class ChannelReport(msgspec.Struct, frozen=True):
    """A store's channels by one model, the most paid first."""

    model: Model
    channels: list[ChannelFigures]
    left_out: list[LeftOut]


def report_of(report: Report, currency: str) -> ChannelReport:
    return ChannelReport(
        model=report.model,
        channels=[_figures(line, currency) for line in report.lines],
        left_out=[
            LeftOut(channel, fault, visits)
            for channel, by in report.left_out.items()
            for fault, visits in sorted(by.items())
        ],
    )


def _figures(line: ChannelLine, currency: str) -> ChannelFigures:
    sums, back = line.sums, line.return_hundredths
    return ChannelFigures(
        channel=line.channel,
        visits=line.visits,
        orders=sums.orders / WHOLE,
        paid=Money(sums.paid_minor, currency),
        refunded=Money(sums.refunded_minor, currency),
        used=sums.used / WHOLE,
        repeats=sums.again / WHOLE,
        new_members=sums.members / WHOLE,
        cost=Money(line.cost_minor, currency),
        coupons=Money(line.coupon_minor, currency),
        return_on_spend=None if back is None else back / 100,
    )
