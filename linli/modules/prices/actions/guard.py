"""The promise "online as in the shop": looked at whenever a merchant's prices are written."""

from uuid import UUID

import msgspec

from linli.kernel.database import Reader, Work
from linli.modules.prices.model import ARTICLE, Ask, Difference
from linli.modules.prices.parity import differences
from linli.modules.prices.refusals import PARITY_BROKEN
from linli.modules.prices.statements import SQL

MOST_NAMED = 20


class _Promised(msgspec.Struct, frozen=True):
    store_id: UUID
    region: str


class _Base(msgspec.Struct, frozen=True):
    variant_id: UUID
    price_minor: int


async def take_turn(work: Work, market_id: int, merchant_id: UUID) -> None:
    """Wait for whoever writes this merchant's prices now; nobody else does until this transaction ends."""
    await work.run(SQL.take_turn, market_id, merchant_id)


async def broken_promises(reader: Reader, market_id: int, merchant_id: UUID) -> list[Difference]:
    """Where prices as they are written now would differ without a reason, now or later."""
    promised = await reader.many(_Promised, SQL.promised_stores, market_id, merchant_id)
    asks = await reader.many(Ask, SQL.find_split_asks, market_id, merchant_id, reader.now) if promised else []
    if not asks:
        return []
    variant_ids = list({ask.variant_id for ask in asks})
    rows = await reader.many(_Base, SQL.last_bases, market_id, ARTICLE, variant_ids)
    bases = {row.variant_id: row.price_minor for row in rows}
    return list(differences(asks, bases, {one.store_id: one.region for one in promised}, reader.now))


async def keep_promises(work: Work, market_id: int, merchant_id: UUID) -> None:
    """Refuses: parity_broken (n articles, the first twenty of their variants, and the stores)."""
    broken = await broken_promises(work, market_id, merchant_id)
    if broken:
        variant_ids = list(dict.fromkeys(str(one.variant_id) for one in broken))
        store_ids = list(dict.fromkeys(str(one.store_id) for one in broken))
        raise PARITY_BROKEN(
            n=len(variant_ids), articles=variant_ids[:MOST_NAMED], stores=store_ids[:MOST_NAMED]
        )
