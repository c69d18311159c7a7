"""Reading markets."""

from collections.abc import Iterable
from datetime import date

from linli.kernel import sql
from linli.kernel.database import Database, Reader
from linli.kernel.heard import Heard
from linli.kernel.live import Live
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.markets.hours import day_of
from linli.modules.markets.model import Market

SQL = sql.load(__file__)
# What processes hear when a market was changed.
CHANGED = "market"
# So many days are set at once at most: whatever is planned by the day is planned for a year.
MOST_DAYS = 366
MOST_KNOWN = 10_000


async def all_markets(reader: Reader) -> list[Market]:
    """Every market, in the order in which they were numbered."""
    return await reader.many(Market, SQL.all_markets)


async def market(reader: Reader, market_id: int) -> Market:
    """One market by its id. Refuses: not_found."""
    found = await reader.one(Market, SQL.find_market, market_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def zone_of(reader: Reader, market_id: int) -> str:
    """A market's time zone, which never changes. Refuses: not_found."""

    async def ask() -> str:
        return (await market(reader, market_id)).timezone

    return await reader.lasting(("zone", market_id), ask)


async def market_by_slug(reader: Reader, slug: str) -> Market:
    """The market that a URL names. Refuses: not_found."""
    found = await reader.one(Market, SQL.find_market_by_slug, slug)
    if found is None:
        raise NOT_FOUND()
    return found


class Directory:
    """The markets that URLs name, as one process knows them: as they are now, or were a moment ago."""

    def __init__(self, db: Database, live: Live) -> None:
        self._db = db
        self._known = Heard[str, Market](live, MOST_KNOWN)
        # Whether anything is kept: a process that serves for long says so.
        self.keeps = False

    async def market_by_slug(self, slug: str) -> Market:
        """Refuses: not_found."""
        known = self._known.find(slug, self._db.clock()) if self.keeps else None
        if known is not None:
            return known
        async with self._db.read() as reader:
            found = await market_by_slug(reader, slug)
            if not self.keeps:
                return found
            # Its topic is known only now: it is read again, so that nothing falls between.
            topic = f"{CHANGED}:{found.market_id}"
            mark = self._known.mark(topic)
            found = await market_by_slug(reader, slug)
            self._known.keep(slug, found, topic, mark, reader.now)
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
