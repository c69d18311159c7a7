"""The providers' daily bills, for the timetable and the command line: which market reads which."""

from collections.abc import Mapping

from linli.modules import markets, reconciliation
from linli.services import Services, offered_of

# Provider → the markets that use its account (id → currency): a line that none of them knows belongs to one.
Sharing = Mapping[str, Mapping[int, str]]


async def reconcile_bills(services: Services, market_id: int) -> int:
    """Read every bill of a market that should be there by now; how many were asked for."""
    async with services.db.read() as reader:
        every = await markets.all_markets(reader)
    offered = offered_of(services.settings)
    own = next((offered.in_market(one.slug) for one in every if one.market_id == market_id), ())
    sharing = sharing_of(services, every)
    return await reconciliation.reconcile_due(services.db, market_id, services.gateways, own, sharing)


async def send_returns(services: Services, market_id: int) -> int:
    """Send back money that belongs to no order."""
    return await reconciliation.send_returns(services.db, market_id, services.gateways)


def sharing_of(services: Services, every: list[markets.Market]) -> Sharing:
    offered = offered_of(services.settings)
    return {
        name: {one.market_id: one.currency for one in every if name in offered.in_market(one.slug)}
        for name in services.gateways
    }
