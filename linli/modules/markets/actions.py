"""Opening a market, and what its operators set."""

from zoneinfo import ZoneInfo

from linli.kernel import sql
from linli.kernel.database import Work
from linli.kernel.money import MINOR_DIGITS
from linli.kernel.refusals import INVALID
from linli.modules.markets.events import MarketOpened
from linli.modules.markets.model import Market
from linli.modules.markets.queries import CHANGED
from linli.modules.markets.queries import market as market_of

SQL = sql.load(__file__, tells=CHANGED)


async def open_market(work: Work, market: Market) -> None:
    """Write a market, or change it where its id is known. Currency and time zone never change afterwards,
    and what its operators have set stays as it is.

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


async def check_branches(work: Work, market_id: int, first: bool, why: str) -> bool:
    """Look at further stores of verified merchants before people see them (`first`), or let them open at
    once; written into the audit trail. What waits in the queue already is still decided there.

    False where it was so already, and then nothing is written. Refuses: not_found (no such market).
    """
    await market_of(work, market_id)
    if not await work.run(SQL.set_branch_checks, market_id, first):
        return False
    await work.audit(market_id, "branch_checks_changed", str(market_id), why, first=first)
    return True


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True
