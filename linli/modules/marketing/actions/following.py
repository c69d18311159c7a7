"""Follow a code."""

from datetime import datetime

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules import merchants
from linli.modules.marketing.events import Visited
from linli.modules.marketing.model import Follower
from linli.modules.marketing.queries import live_link
from linli.modules.marketing.statements import SQL


async def visit(work: Work, market_id: int, code: str, by: Follower | None = None) -> Visited:
    """Note someone's following a code; announces and returns Visited (visit_id, link).

    Those of the store's own staff and of bots stand apart and count for nothing. Refuses: not_found (no such
    code, or it has ended).
    """
    by = by or Follower()
    link = await live_link(work, market_id, code)
    works_here = by.person_id and await merchants.staff_member(work, market_id, by.person_id, link.store_id)
    visited = Visited(
        market_id=market_id,
        visit_id=ids.uuid7(work.now),
        link=link,
        channel=link.channel,
        store_id=link.store_id,
        campaign_id=link.campaign_id,
        person_id=by.person_id,
        device_id=by.device_id,
        own_staff=bool(works_here),
        agent=by.agent,
        source=by.source,
    )
    apart = visited.apart.value if visited.apart else None
    row = (market_id, visited.visit_id, link.link_id, link.store_id, work.now, apart)
    await work.run(SQL.insert_visit, *row)
    await work.announce(visited)
    return visited


async def forget_visits(work: Work, market_id: int, before: datetime, size: int) -> int:
    """Visits from before then go, so many at most; each code keeps how many it had. How many went."""
    return await work.value(int, SQL.forget_visits, market_id, ids.first_at(before), size) or 0
