"""What is sold by the day may cost something else on each of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID
from linli.modules import markets
from linli.modules.prices.statements import SQL

MOST_MINOR = 10**12


async def set_day_prices(
    work: Work,
    market_id: int,
    store_id: UUID,
    variant_id: UUID,
    days: Sequence[date],
    price_minor: int | None,
) -> None:
    """What a variant costs in a store on these days (1 to 366, none over), whoever buys it and wherever, in
    minor units; None: what it costs on any other day. `require_day_pricer` says who may. Refuses: invalid
    (days, price).
    """
    wanted = await markets.days_to_come(work, market_id, days)
    about = (market_id, store_id, variant_id, wanted)
    if price_minor is None:
        await work.run(SQL.drop_day_prices, *about)
        return
    if not 0 < price_minor <= MOST_MINOR:
        raise INVALID(field="price")
    await work.run(SQL.write_day_prices, *about, price_minor)
