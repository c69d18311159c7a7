"""Opening and closing a mall, and which stores the market's platform shows beside it."""

from collections.abc import Collection
from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import merchants
from linli.modules.malls.events import ListingSwitched
from linli.modules.malls.queries import all_unlisted
from linli.modules.malls.statements import SQL


async def open_mall(work: Work, market_id: int, merchant_id: UUID) -> None:
    """People see it from now on; opening it twice is opening it once. Announces ListingSwitched.

    Refuses: not_found, verification_over, merchant_not_verified.
    """
    await _lock(work, market_id, merchant_id)
    await merchants.require_verified(work, market_id, merchant_id)
    if await work.run(SQL.open_mall, market_id, merchant_id, work.now):
        await work.audit(market_id, "mall_opened", str(merchant_id))
        await _tell(work, market_id, await all_unlisted(work, market_id, merchant_id))


async def close_mall(work: Work, market_id: int, merchant_id: UUID) -> None:
    """Nobody else sees it, and every store stands on the platform meanwhile. Announces ListingSwitched.

    Refuses: not_found.
    """
    await _lock(work, market_id, merchant_id)
    if await work.run(SQL.close_mall, market_id, merchant_id):
        await work.audit(market_id, "mall_closed", str(merchant_id))
        await _tell(work, market_id, await all_unlisted(work, market_id, merchant_id))


async def set_unlisted(work: Work, market_id: int, merchant_id: UUID, store_ids: Collection[UUID]) -> None:
    """Exactly these stores of the merchant stand in its own mall only. Announces ListingSwitched.

    Refuses: not_found (no mall), invalid (stores: one that is not the merchant's).
    """
    await _lock(work, market_id, merchant_id)
    own = {store.store_id for store in await merchants.stores_of_merchant(work, market_id, merchant_id)}
    wanted = set(store_ids)
    if not wanted <= own:
        raise INVALID(field="stores")
    before = await all_unlisted(work, market_id, merchant_id)
    if wanted == before:
        return
    await work.run(SQL.drop_unlisted, market_id, merchant_id)
    await work.run(SQL.write_unlisted, market_id, merchant_id, sorted(wanted), work.now)
    changed = wanted ^ before
    await work.audit(
        market_id,
        "mall_listing_switched",
        str(merchant_id),
        hidden=sorted(map(str, wanted - before)),
        shown=sorted(map(str, before - wanted)),
    )
    await _tell(work, market_id, changed)


async def _tell(work: Work, market_id: int, store_ids: Collection[UUID]) -> None:
    if store_ids:
        await work.announce(ListingSwitched(market_id=market_id, store_ids=tuple(sorted(store_ids))))


async def _lock(work: Work, market_id: int, merchant_id: UUID) -> None:
    if await work.value(str, SQL.lock_mall, market_id, merchant_id) is None:
        raise NOT_FOUND()
