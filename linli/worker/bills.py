"""The providers' daily bills, for the timetable and the command line: which market reads which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.journey import wire
from linli.kernel.journey import Journey
from linli.kernel.settings import Settings
from linli.modules import markets, reconciliation
from linli.modules.reconciliation import Day, Difference, DifferenceFilter, DifferenceState
from linli.services import Services, gateways_of, offered_of, open_services

# Provider → the markets that use its account (id → currency): a line that none of them knows belongs to one.
Sharing = Mapping[str, Mapping[int, str]]
MOST_TOLD = 1000


@dataclass(frozen=True)
class Reading:
    """What came of reading a bill: the day, and what of it is open."""

    market: str
    day: Day
    open: Sequence[Difference]


async def reconcile_bills(services: Services, market_id: int) -> int:
    """Read every bill of a market that should be there by now; how many were asked for."""
    async with services.db.read() as reader:
        every = await markets.all_markets(reader)
    offered = offered_of(services.settings)
    own = next((offered.in_market(one.slug) for one in every if one.market_id == market_id), ())
    sharing = _sharing(services, every)
    return await reconciliation.reconcile_due(services.db, market_id, services.gateways, own, sharing)


async def send_returns(services: Services, market_id: int) -> int:
    """Send back money that belongs to no order."""
    return await reconciliation.send_returns(services.db, market_id, services.gateways)


async def read_by_hand(settings: Settings, url: str, slug: str, provider: str, day: date) -> Reading:
    """Read one bill now. Raises ValueError for a provider that is not spoken to. Refuses: not_found."""
    gateways = gateways_of(settings)
    if provider not in gateways:
        raise ValueError(f"{provider} is not spoken to here, only {', '.join(sorted(gateways))}")
    services = await open_services(settings, url, wire(Journey(), gateways), gateways)
    db = services.db
    try:
        async with db.read() as reader:
            market = await markets.market_by_slug(reader, slug)
            sharing = _sharing(services, await markets.all_markets(reader))
        where = (market.market_id, gateways[provider], day, sharing.get(provider))
        read = await reconciliation.reconcile_day(db, *where)
        wanted = DifferenceFilter(provider=provider, day=day, state=DifferenceState.OPEN)
        async with db.read() as reader:
            found = await reconciliation.differences(reader, market.market_id, wanted, None, MOST_TOLD)
        return Reading(slug, read, found.items)
    finally:
        await services.close()


def _sharing(services: Services, every: Sequence[markets.Market]) -> Sharing:
    offered = offered_of(services.settings)
    return {
        name: {one.market_id: one.currency for one in every if name in offered.in_market(one.slug)}
        for name in services.gateways
    }
