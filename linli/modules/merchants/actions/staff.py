"""Who works in a store."""

from uuid import UUID

from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules.merchants.model import StaffMember, StaffRole
from linli.modules.merchants.queries import staff_member
from linli.modules.merchants.statements import SQL


async def add_staff(
    work: Work, market_id: int, person_id: UUID, store_id: UUID, role: StaffRole | str, name: str
) -> StaffMember:
    """Let a person work in a store, or change their role or name there; written into the audit trail.

    Refuses: invalid (name of 1 to 40 characters), not_found (no such store, or no merchant runs it).
    """
    wanted, shown = StaffRole(role), name.strip()
    if not 0 < len(shown) <= 40:
        raise INVALID(field="name")
    if not await work.run(SQL.write_staff, market_id, person_id, store_id, wanted.value, shown):
        raise NOT_FOUND()
    await work.audit(market_id, "staff_added", str(store_id), person=str(person_id), role=wanted.value)
    member = await staff_member(work, market_id, person_id, store_id)
    if member is None:
        raise NOT_FOUND()
    return member
