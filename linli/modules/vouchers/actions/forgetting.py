"""What somebody holds, and forgetting them."""

from uuid import UUID

from linli.kernel.database import Reader, Work
from linli.kernel.facts import Fact
from linli.modules.vouchers.statements import SQL

NOBODY_NAMED = "—"


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)


async def unused_count(reader: Reader, market_id: int, person_id: UUID) -> int:
    """How many vouchers somebody holds that are still worth something."""
    return await reader.value(int, SQL.count_unused, market_id, person_id) or 0


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: their name under what they gave goes, and their words to it. Refuses nothing."""
    await work.run(SQL.blank_gifts, market_id, person_id, NOBODY_NAMED)
