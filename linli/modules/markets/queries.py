"""Reading markets."""

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules.markets.model import Market

SQL = sql.load(__file__)


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
