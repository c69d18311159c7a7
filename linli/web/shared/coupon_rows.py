"""A batch of coupons with what became of it, as desk and operators' room list it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from linli.kernel.database import Reader
from linli.kernel.money import Money
from linli.modules import promotions

MOMENT = timedelta(microseconds=1)


class BatchRow(msgspec.Struct, frozen=True, kw_only=True):
    """`cost` is what it took off in paid orders for whoever looks, `sales` what those orders brought, `last`
    its last moment, `spent` of its budget, `where` whose it is or at which stores.
    """

    batch: promotions.Batch
    title: str
    state: str
    last: datetime
    where: str
    claimed: int
    used: int
    codes: int
    cost: Money
    sales: Money
    spent: Money


async def batch_rows(
    reader: Reader,
    market_id: int,
    batches: Sequence[promotions.Batch],
    locale: str,
    *,
    for_platform: bool = False,
    where: dict[object, str] | None = None,
) -> list[BatchRow]:
    """In three queries, however many there are. `where` by the batch's id."""
    found = await promotions.figures(reader, market_id, [one.batch_id for one in batches])
    spent = await promotions.spent(reader, market_id, batches)
    said = where or {}
    return [
        _row(
            one,
            found[one.batch_id],
            Money(spent.get(one.batch_id, 0), one.currency),
            reader.now,
            locale,
            for_platform=for_platform,
            where=said.get(one.batch_id, ""),
        )
        for one in batches
    ]


def _row(
    batch: promotions.Batch,
    figures: promotions.Figures,
    spent: Money,
    now: datetime,
    locale: str,
    *,
    for_platform: bool,
    where: str,
) -> BatchRow:
    over = batch.valid_until <= now and batch.state is not promotions.BatchState.ENDED
    return BatchRow(
        batch=batch,
        title=batch.title_en if locale == "en" and batch.title_en else batch.title,
        state="over" if over else batch.state.value,
        last=batch.valid_until - MOMENT,
        where=where,
        claimed=figures.claimed,
        used=figures.used,
        codes=figures.codes,
        cost=Money(figures.platform_minor if for_platform else figures.merchant_minor, batch.currency),
        sales=Money(figures.sales_minor, batch.currency),
        spent=spent,
    )
