"""Throwing away what is older than its limit, and making exports."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from linli.kernel import sql, tidying
from linli.kernel.database import Database, Work
from linli.modules import attribution, identity, kiosks, marketing, markets, merchants, notices
from linli.modules.privacy.export import Chapter, packed
from linli.modules.privacy.queries import SOURCES
from linli.modules.privacy.retention import limit_of

SQL = sql.load(__file__)
Forget = Callable[[Work, int, datetime, int], Awaitable[int]]
BATCH, MOST_BATCHES = 1_000, 500


async def _forget_sessions(work: Work, _market_id: int, before: datetime, size: int) -> int:
    return await identity.forget_ended(work, before, size)


async def _forget_codes(work: Work, _market_id: int, before: datetime, size: int) -> int:
    return await identity.forget_codes(work, before, size)


async def _forget_exports(work: Work, _market_id: int, before: datetime, size: int) -> int:
    return await work.run(SQL.forget_exports, before, size)


# Of people and of all markets: the first market's run finds what there is.
FORGETTING: dict[str, Forget] = {
    "messages": notices.forget_old,
    "sessions": _forget_sessions,
    "sign_in_codes": _forget_codes,
    "announcements": tidying.forget_announcements,
    "idempotency_keys": tidying.forget_keys,
    "tries": tidying.forget_tries,
    "touches": attribution.unjoin_old,
    "code_visits": marketing.forget_visits,
    "selections": kiosks.forget_old,
    "exports": _forget_exports,
}


async def keep_limits(db: Database, market_id: int) -> int:
    """Throw away what is older than its limit, a batch a transaction; how much went."""
    gone = 0
    for kind, forget in FORGETTING.items():
        for _ in range(MOST_BATCHES):
            async with db.work() as work:
                went = await forget(work, market_id, work.now - limit_of(kind).time, BATCH)
            gone += went
            if went < BATCH:
                break
    return gone


async def make_export(db: Database, person_id: UUID, export_id: UUID) -> None:
    """Put the file together, telling how far it is; nothing where it was made, or asked for anew since."""
    async with db.read() as reader:
        language = await reader.value(str, SQL.wanted_export, person_id, export_id)
        every = await markets.all_markets(reader)
    if language is None:
        return
    chapters, done = [], 0
    for market in every:
        chapter = Chapter(slug=market.slug, name=market.name)
        for source in SOURCES:
            async with db.single() as work:
                chapter.add(await source(work, market.market_id, person_id))
                done += 1
                await work.run(SQL.note_progress, person_id, export_id, done)
        async with db.read() as reader:
            found = await merchants.stores(reader, market.market_id, chapter.store_ids())
        chapter.stores = {str(store_id): store.name for store_id, store in found.items()}
        chapters.append(chapter)
    now = db.clock()
    body = await asyncio.to_thread(packed, chapters, language, now)
    async with db.work() as work:
        await work.run(SQL.keep_export, person_id, export_id, now, len(body), body)
