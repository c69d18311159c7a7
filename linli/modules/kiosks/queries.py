"""Reading kiosks and what was chosen at them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import signing
from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_FOUND
from linli.modules.kiosks.model import Counts, Kiosk, Selection, Seller
from linli.modules.kiosks.statements import SQL

MOST_LISTED = 100


async def kiosk(reader: Reader, market_id: int, kiosk_id: UUID) -> Kiosk:
    """One kiosk, revoked or not. Refuses: not_found."""
    found = await reader.one(Kiosk, SQL.find_kiosk, market_id, kiosk_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def kiosk_of_store(reader: Reader, market_id: int, kiosk_id: UUID, store_id: UUID) -> Kiosk:
    """The same, if it stands in this store. Refuses: not_found."""
    found = await kiosk(reader, market_id, kiosk_id)
    if found.store_id != store_id:
        raise NOT_FOUND()
    return found


async def present_kiosk(reader: Reader, market_id: int, kiosk_id: UUID, secret: str) -> Kiosk | None:
    """The kiosk that this browser is; None if it is none, or one no more."""
    token_print = signing.token_print(secret)
    return await reader.one(Kiosk, SQL.find_present, market_id, kiosk_id, token_print)


async def kiosks_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[Kiosk]:
    """A store's kiosks, those that work first, at most 100."""
    return await reader.many(Kiosk, SQL.kiosks_of_store, market_id, store_id, MOST_LISTED)


async def sellers(reader: Reader, market_id: int, kiosk_id: UUID) -> list[Seller]:
    """Who serves with a kiosk."""
    return await sellers_of(reader, market_id, [kiosk_id])


async def sellers_of(reader: Reader, market_id: int, kiosk_ids: Sequence[UUID]) -> list[Seller]:
    """Who serves with each of these kiosks."""
    return await reader.many(Seller, SQL.sellers_of_kiosks, market_id, list(kiosk_ids))


async def counts_of(
    reader: Reader, market_id: int, kiosk_ids: Sequence[UUID], since: datetime
) -> dict[UUID, Counts]:
    """What was chosen at each of these kiosks since then; none where nothing was."""
    rows = await reader.many(Counts, SQL.counts_of, market_id, list(kiosk_ids), since)
    return {row.kiosk_id: row for row in rows}


async def selection(reader: Reader, market_id: int, selection_id: UUID) -> Selection:
    """One selection, whatever became of it. Refuses: not_found."""
    found = await reader.one(Selection, SQL.find_selection, market_id, selection_id)
    if found is None:
        raise NOT_FOUND()
    return found
