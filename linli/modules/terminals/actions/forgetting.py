"""Forgetting who sat at which till."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.terminals.statements import SQL


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: their PINs and sittings go; what they took stays in the log. Refuses nothing."""
    await work.run(SQL.drop_pins, market_id, person_id)
    await work.run(SQL.drop_sittings, market_id, person_id)
