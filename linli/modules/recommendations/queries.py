"""What is recommended, and what is kept of somebody who agreed."""

from datetime import datetime
from math import cos, radians
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel import sql
from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.modules import malls, markets
from linli.modules.recommendations.hours import local_seconds
from linli.modules.recommendations.model import Slot, Visit
from linli.modules.recommendations.serving import Candidate, Model, choose

SQL = sql.load(__file__)
NEAREST = 160
MOST_VISITS = 500


async def visits_of(reader: Reader, market_id: int, person_id: UUID, size: int = MOST_VISITS) -> list[Visit]:
    """What is kept of somebody who agreed, newest first; of anybody else nothing is read."""
    return await reader.many(Visit, SQL.visits_of_person, market_id, person_id, size)


async def for_you(
    reader: Reader,
    market: markets.Market,
    *,
    person_id: UUID | None,
    at: tuple[float, float],
    now: datetime,
    size: int,
) -> list[Slot]:
    """Stores for here (latitude, longitude) and now, best first, each with why. Personal only for somebody
    who agreed; for everybody else what is near and popular at this hour. Refuses nothing.
    """
    market_id, zone = market.market_id, ZoneInfo(market.timezone)
    visits = await visits_of(reader, market_id, person_id) if person_id else []
    last = visits[0].store_id if visits else None
    own = list({visit.store_id for visit in visits})
    across = at[1] * cos(radians(at[0]))
    about = (market_id, at[0], across, last, own, person_id, NEAREST)
    candidates = await reader.many(Candidate, SQL.find_candidates, *about)
    model = await reader.one(Model, SQL.find_model, market_id)
    when = [local_seconds(visit.visited_at, zone) for visit in visits]
    chosen = choose(visits, when, candidates, model, at=at, now=local_seconds(now, zone), size=2 * size)
    hidden = await malls.unlisted(reader, market_id, [slot.store_id for slot in chosen])
    return [slot for slot in chosen if slot.store_id not in hidden][:size]


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
