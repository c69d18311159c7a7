"""Forgetting people who do not work here any more."""

from uuid import UUID

import msgspec

from linli.kernel.database import Reader, Work
from linli.modules.merchants.statements import SQL

NOBODY_NAMED = "—"


class Holding(msgspec.Struct, frozen=True):
    """Why somebody cannot be erased yet: roles in shops, applications that wait for an answer."""

    roles: int
    applications: int


async def what_holds(reader: Reader, market_id: int, person_id: UUID) -> Holding:
    """How many of each."""
    return await reader.one(Holding, SQL.what_holds_them, market_id, person_id) or Holding(0, 0)


async def forget_person(work: Work, market_id: int, person_id: UUID) -> None:
    """Somebody is erased: what they wrote when they applied goes, but for what a merchant was verified on;
    so do the name and number by which a shop had invited them. Refuses nothing.
    """
    await work.run(SQL.blank_answers, market_id, person_id)
    await work.run(SQL.blank_applications, market_id, person_id, NOBODY_NAMED)
    await work.run(SQL.blank_invitations, market_id, person_id, NOBODY_NAMED)
