"""What articles ask by themselves, kept in the history."""

from collections.abc import Mapping
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules.prices.actions.guard import keep_promises, take_turn
from linli.modules.prices.model import ARTICLE
from linli.modules.prices.statements import SQL


async def note_bases(work: Work, market_id: int, merchant_id: UUID, bases: Mapping[UUID, int]) -> None:
    """Remember the base prices (minor units) of these variants as those from now on.

    Refuses: parity_broken (a book for one channel asks what the base price was, and a store promised the
    same price).
    """
    if not bases:
        return
    await take_turn(work, market_id, merchant_id)
    change = (ids.uuid7(work.now), work.now)
    await work.run(SQL.note_bases, market_id, ARTICLE, *change, list(bases), list(bases.values()))
    await keep_promises(work, market_id, merchant_id)
