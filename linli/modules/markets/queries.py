"""Reading markets."""

from collections.abc import Iterable
from datetime import date

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.markets.hours import day_of
from linli.modules.markets.model import Market

SQL = sql.load(__file__)
# So many days are set at once at most: whatever is planned by the day is planned for a year.
MOST_DAYS = 366


async def all_markets(reader: Reader) -> list[Market]:
    """Every market, in the order in which they were numbered."""
    return await reader.many(Market, SQL.all_markets)


async def market(reader: Reader, market_id: int) -> Market:
    """One market by its id. Refuses: not_found."""
    found = await reader.one(Market, SQL.find_market, market_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def market_by_slug(reader: Reader, slug: str) -> Market:
    """The market that a URL names. Refuses: not_found."""
    found = await reader.one(Market, SQL.find_market_by_slug, slug)
    if found is None:
        raise NOT_FOUND()
    return found


async def days_to_come(reader: Reader, market_id: int, days: Iterable[date]) -> list[date]:
    """Days that something is set for, once each and in order: 1 to 366, none of which is over in the market.
    Refuses: invalid (days).
    """
    wanted = sorted(set(days))
    if not 0 < len(wanted) <= MOST_DAYS:
        raise INVALID(field="days")
    if wanted[0] < day_of(reader.now, (await market(reader, market_id)).timezone):
        raise INVALID(field="days")
    return wanted
