"""Opening a market."""

from zoneinfo import ZoneInfo

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.money import MINOR_DIGITS
from linli.kernel.refusals import INVALID
from linli.modules.markets.events import MarketOpened
from linli.modules.markets.model import Market

SQL = sql.load(__file__)


async def open_market(work: Work, market: Market) -> None:
    """Write a market, or change it where its id is known. Currency and time zone never change afterwards.

    Announces MarketOpened. Refuses: invalid (currency or time zone that nobody knows, or other than the
    market opened with).
    """
    if market.currency not in MINOR_DIGITS:
        raise INVALID(field="currency")
    if not _is_timezone(market.timezone):
        raise INVALID(field="timezone")
    names = (market.slug, market.name, market.name_en, market.name_zh)
    rules = (market.currency, market.timezone, market.country, market.language, market.commission_bp)
    place = (market.lat, market.lon, market.attribution, market.checks_branches)
    if not await work.run(SQL.write_market, market.market_id, *names, *rules, *place):
        raise INVALID(field="currency")
    await work.announce(MarketOpened(market_id=market.market_id, commission_bp=market.commission_bp))


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
