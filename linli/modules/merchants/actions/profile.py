"""What a store's own people change about it."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import markets
from linli.modules.merchants.events import StoreChanged
from linli.modules.merchants.listings import check_profile
from linli.modules.merchants.model import Store, StoreProfile
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.statements import SQL

LONGEST_HOURS = 2000
# In the order of `change_profile`.
_PROFILE = StoreProfile.__struct_fields__


async def change_profile(work: Work, market_id: int, store_id: UUID, profile: StoreProfile) -> Store:
    """Say other things of a store; announces StoreChanged. That the person may, the caller asks.

    Refuses: invalid (field), not_found.
    """
    ready = check_profile(profile)
    values = [getattr(ready, column) for column in _PROFILE]
    if not await work.run(SQL.change_profile, market_id, store_id, *values):
        raise NOT_FOUND()
    await work.audit(market_id, "store_changed", str(store_id), name=ready.name)
    await work.announce(StoreChanged(market_id=market_id, store_id=store_id))
    return await find_store(work, market_id, store_id)


async def change_hours(work: Work, market_id: int, store_id: UUID, hours: str) -> Store:
    """Open at other hours from now on: an opening hours expression, "" where they are not known.

    Announces StoreChanged. Refuses: invalid (hours), not_found.
    """
    wanted = hours.strip()
    if len(wanted) > LONGEST_HOURS or (wanted and not markets.valid_expression(wanted)):
        raise INVALID(field="hours")
    if not await work.run(SQL.change_hours, market_id, store_id, wanted):
        raise NOT_FOUND()
    await work.audit(market_id, "store_hours_changed", str(store_id), hours=wanted)
    await work.announce(StoreChanged(market_id=market_id, store_id=store_id))
    return await find_store(work, market_id, store_id)
