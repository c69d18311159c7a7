"""Forgetting where something is used."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.chains.statements import SQL

NOWHERE = "—"


async def forget_uses(work: Work, market_id: int, order_ids: list[UUID]) -> None:
    """Whoever bought these is erased: the addresses go, who sold there stays. Refuses nothing."""
    await work.run(SQL.blank_uses, market_id, order_ids, NOWHERE)
