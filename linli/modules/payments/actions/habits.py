"""What a person last paid with."""

from uuid import UUID

from linli.kernel.database import Work
from linli.modules.payments.statements import SQL


async def note_habit(work: Work, person_id: UUID, provider: str) -> None:
    """Remember which provider a person chose, to offer it first next time."""
    await work.run(SQL.note_habit, person_id, provider, work.now)
