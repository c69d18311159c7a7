"""Who runs a market: appointing, another role, dismissing. A market always has a director."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules.identity.actions.members import join_market
from linli.modules.identity.model import OperatorRole
from linli.modules.identity.queries import operator_role, person
from linli.modules.identity.refusals import LAST_DIRECTOR
from linli.modules.identity.statements import SQL


async def appoint_operator(
    work: Work, market_id: int, person_id: UUID, role: OperatorRole | str, why: str = ""
) -> None:
    """Let a person help to run a market, or change what they do there; written into the audit trail.

    Refuses: not_found (no such person), last_director (a market always has one).
    """
    wanted = OperatorRole(role)
    joining = await person(work, person_id)
    if wanted is not OperatorRole.DIRECTOR:
        await _leave_a_director(work, market_id, person_id)
    await work.run(SQL.write_operator, market_id, person_id, wanted.value, work.now)
    await join_market(work, market_id, joining)
    await work.audit(market_id, "operator_appointed", str(person_id), why, role=wanted.value)


async def change_operator_role(
    work: Work, market_id: int, person_id: UUID, role: OperatorRole, why: str
) -> None:
    """Give somebody who helps to run the market another role; written into the audit trail.

    Refuses: not_found (does not run this market), last_director.
    """
    if await operator_role(work, market_id, person_id) is None:
        raise NOT_FOUND()
    await appoint_operator(work, market_id, person_id, role, why)


async def dismiss_operator(work: Work, market_id: int, person_id: UUID, why: str) -> None:
    """From now on this person does not help to run the market; written into the audit trail.

    Refuses: last_director, not_found (does not run this market).
    """
    await _leave_a_director(work, market_id, person_id)
    role = await work.value(str, SQL.remove_operator, market_id, person_id)
    if role is None:
        raise NOT_FOUND()
    await work.audit(market_id, "operator_dismissed", str(person_id), why, role=role)


async def _leave_a_director(work: Work, market_id: int, leaving: UUID) -> None:
    """Two directors who dismiss each other at the same moment: the second waits, and sees who is left."""
    if await work.column(UUID, SQL.lock_directors, market_id) == [leaving]:
        raise LAST_DIRECTOR()
