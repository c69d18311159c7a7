"""A merchant's stores side by side, and their sum."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from linli.kernel.money import Money
from linli.modules import orders, vouchers
from linli.modules.marketing import StoreLine
from linli.modules.merchants import Store
from linli.web.merchant.needs import desk_of
from linli.web.merchant.shop import money_here, pick
from linli.web.shared.charts import Bar
from linli.web.shared.formatting import money_text
from linli.web.shared.http import Here


class DayLine(msgspec.Struct, frozen=True):
    """One store's day; of the sum `desk` is empty, for its rows are those of the stores."""

    name: str
    desk: str
    counter: str
    orders: int
    paid: Money
    redemptions: int
    redeemed: Money
    unanswered: int


class ResultLine(msgspec.Struct, frozen=True):
    """One store's figures of a period; of the sum `desk` is empty."""

    name: str
    desk: str
    asked: str
    visits: int
    orders: int
    paid: int
    revenue: Money
    redeemed: int
    used: Money
    reviews: int
    refunded: Money

    def rows(self, kind: str) -> str:
        """Where the rows behind a figure are."""
        return f"{self.desk}/results/{kind}?{self.asked}" if self.desk else ""


def day_line(
    here: Here,
    store: Store,
    sold: orders.StoreTotals | None,
    taken: vouchers.RedemptionTotals | None,
    waiting: Mapping[UUID, int],
) -> DayLine:
    return DayLine(
        name=pick(here, store.name, store.name_en),
        desk=desk_of(here, store),
        counter=here.url(f"counter/{store.slug}"),
        orders=sold.orders if sold else 0,
        paid=money_here(here, sold.paid_minor if sold else 0),
        redemptions=taken.redemptions if taken else 0,
        redeemed=money_here(here, taken.value_minor if taken else 0),
        unanswered=waiting.get(store.store_id, 0),
    )


def sum_of_days(here: Here, lines: Sequence[DayLine]) -> DayLine:
    return DayLine(
        name="",
        desk="",
        counter="",
        orders=sum(line.orders for line in lines),
        paid=money_here(here, sum(line.paid.minor for line in lines)),
        redemptions=sum(line.redemptions for line in lines),
        redeemed=money_here(here, sum(line.redeemed.minor for line in lines)),
        unanswered=sum(line.unanswered for line in lines),
    )


def result_line(here: Here, store: Store, line: StoreLine, days: int) -> ResultLine:
    return ResultLine(
        name=pick(here, store.name, store.name_en),
        desk=desk_of(here, store),
        asked=urlencode({"days": days}),
        visits=line.visits,
        orders=line.orders,
        paid=line.paid,
        revenue=money_here(here, line.paid_minor),
        redeemed=line.redeemed,
        used=money_here(here, line.redeemed_minor),
        reviews=line.reviews,
        refunded=money_here(here, line.refunded_minor),
    )


def sum_of_results(here: Here, lines: Sequence[ResultLine]) -> ResultLine:
    return ResultLine(
        name="",
        desk="",
        asked="",
        visits=sum(line.visits for line in lines),
        orders=sum(line.orders for line in lines),
        paid=sum(line.paid for line in lines),
        revenue=money_here(here, sum(line.revenue.minor for line in lines)),
        redeemed=sum(line.redeemed for line in lines),
        used=money_here(here, sum(line.used.minor for line in lines)),
        reviews=sum(line.reviews for line in lines),
        refunded=money_here(here, sum(line.refunded.minor for line in lines)),
    )


def money_of_stores(here: Here, lines: Sequence[ResultLine], total: ResultLine) -> list[Bar]:
    """What each store was paid, the most first; stores without money are left out."""
    whole = total.revenue.minor
    return [
        Bar(
            line.name,
            line.revenue.minor,
            money_text(line.revenue.minor, line.revenue.currency, here.locale),
            line.rows("paid"),
            f"{line.revenue.minor / whole:.0%}",
        )
        for line in lines
        if line.revenue.minor > 0
    ]
