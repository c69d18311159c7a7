"""A report: what each channel brought, what it cost, and what came back for it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from linli.modules.attribution.model import DIRECT, WHOLE, ChannelSums, CouponSums, Model, Sums, VisitSums

FIELDS = msgspec.structs.fields(Sums)
NAMES = tuple(field.name for field in FIELDS)


class ChannelLine(msgspec.Struct, frozen=True):
    """One channel's figures by one model; `channel` "" is all together. Counts in millionths, amounts in
    minor units. Of its cost `coupon_minor` was taken off by coupons that were claimed by its codes;
    `market_minor` is what the market bore of such coupons, which is a cost in the market's report only.
    """

    channel: str
    visits: int
    sums: Sums
    cost_minor: int
    coupon_minor: int = 0
    market_minor: int = 0

    @property
    def net_minor(self) -> int:
        """What was paid and did not go back."""
        return self.sums.paid_minor - self.sums.refunded_minor

    @property
    def return_hundredths(self) -> int | None:
        """How often what was spent came back, in hundredths; None where nothing was spent, and of those who
        came by themselves: no spending brought them.
        """
        if not self.cost_minor or self.channel == DIRECT:
            return None
        return self.net_minor * 100 // self.cost_minor

    @property
    def per_member(self) -> int | None:
        return self._per(self.sums.members)

    @property
    def per_used(self) -> int | None:
        return self._per(self.sums.used)

    @property
    def per_again(self) -> int | None:
        return self._per(self.sums.again)

    def _per(self, millionths: int) -> int | None:
        """The cost of one, in whole minor units, rounded to the nearest; None where there is no cost or none
        of it.
        """
        if not self.cost_minor or millionths <= 0:
            return None
        return (2 * self.cost_minor * WHOLE + millionths) // (2 * millionths)


class WaySums(msgspec.Struct, frozen=True):
    """What went one way."""

    way: str
    orders: int
    paid_minor: int


class Report(msgspec.Struct, frozen=True):
    """What came of a period's orders by one model: channels by what was paid, all of them, the four ways;
    what every model says was paid (`models`: channel → model → minor units); visits left out by reason.
    """

    model: Model
    lines: list[ChannelLine]
    total: ChannelLine
    ways: dict[str, WaySums]
    models: dict[str, dict[str, int]]
    left_out: dict[str, dict[str, int]]


def report_of(
    model: Model,
    sums: Sequence[ChannelSums],
    visits: Sequence[VisitSums],
    entered: Mapping[str, int],
    coupons: Sequence[CouponSums],
    *,
    of_market: bool = False,
) -> Report:
    """Put together what was asked of the sums; to a market (`of_market`) both parts of a coupon are a cost,
    to a merchant its own.
    """
    market = Counter({one.channel: one.platform_minor for one in coupons})
    off = Counter({one.channel: one.merchant_minor for one in coupons})
    if of_market:
        off.update(market)
    spent = Counter(entered)
    spent.update(off)
    chosen: dict[str, Counter[str]] = {}
    ways: dict[str, Counter[str]] = {}
    models: dict[str, dict[str, int]] = {}
    for one in sums:
        by_model = models.setdefault(one.channel, dict.fromkeys((each.value for each in Model), 0))
        by_model[one.model.value] += one.paid_minor
        if one.model is model:
            counted = {name: getattr(one, name) for name in NAMES}
            chosen.setdefault(one.channel, Counter()).update(counted)
            if one.way:
                ways.setdefault(one.way, Counter()).update(counted)
    seen: Counter[str] = Counter()
    left_out: dict[str, dict[str, int]] = {}
    for count in visits:
        if count.fault and count.visits:
            left_out.setdefault(count.channel, {})[count.fault] = count.visits
        elif not count.fault:
            seen[count.channel] += count.visits
    names = sorted({*chosen, *(name for every in (seen, spent, market) for name in every if every[name])})
    nothing: Counter[str] = Counter()
    lines = [
        ChannelLine(name, seen[name], Sums(**chosen.get(name, nothing)), spent[name], off[name], market[name])
        for name in names
    ]
    whole: Counter[str] = sum(chosen.values(), Counter())
    return Report(
        model=model,
        lines=sorted(lines, key=lambda line: (-line.sums.paid_minor, -line.visits, line.channel)),
        total=ChannelLine("", seen.total(), Sums(**whole), spent.total(), off.total(), market.total()),
        ways={way: WaySums(way, counted["orders"], counted["paid_minor"]) for way, counted in ways.items()},
        models={name: of for name, of in sorted(models.items()) if any(of.values())},
        left_out=left_out,
    )


def brought(report: Report) -> ChannelLine:
    """All channels but those who came by themselves."""
    direct = next((line for line in report.lines if line.channel == DIRECT), ChannelLine("", 0, Sums(), 0))
    rest = {name: getattr(report.total.sums, name) - getattr(direct.sums, name) for name in NAMES}
    costs = ("cost_minor", "coupon_minor", "market_minor")
    spent = {name: getattr(report.total, name) - getattr(direct, name) for name in costs}
    return msgspec.structs.replace(report.total, sums=Sums(**rest), **spent)
