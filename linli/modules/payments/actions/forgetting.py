"""Forgetting how somebody liked to pay."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.payments.statements import SQL


async def forget_person(work: Work, person_id: UUID) -> None:
    """Somebody is erased; what was paid stays, it names nobody. Refuses nothing."""
    await work.run(SQL.drop_habits, person_id)
