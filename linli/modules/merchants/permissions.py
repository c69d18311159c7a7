"""Who may act for a store, and which merchant may sell."""

from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND
from linli.modules import identity
from linli.modules.merchants.applications import Application
from linli.modules.merchants.model import Merchant, StaffMember, StaffRole
from linli.modules.merchants.queries import merchant, staff_member
from linli.modules.merchants.refusals import MERCHANT_NOT_VERIFIED, OWN_APPLICATION, VERIFICATION_OVER

# Who may look into applications and decide on them.
REVIEWERS = frozenset((identity.OperatorRole.DIRECTOR, identity.OperatorRole.REVIEWER))


async def require_staff(
    reader: Reader, market_id: int, person_id: UUID, store_id: UUID, *roles: StaffRole | str
) -> StaffMember:
    """The person's place in this store, if it is one of `roles` or a higher one (none given: any).

    Refuses: not_found (does not work there, or no such store), not_allowed (role too low).
    """
    return require_role(await staff_member(reader, market_id, person_id, store_id), *roles)


def require_role(member: StaffMember | None, *roles: StaffRole | str) -> StaffMember:
    """The same of a place that is known already."""
    if member is None:
        raise NOT_FOUND()
    needed = min((StaffRole(role).weight for role in roles), default=0)
    if member.role.weight < needed:
        raise NOT_ALLOWED()
    return member


async def require_verified(reader: Reader, market_id: int, merchant_id: UUID) -> Merchant:
    """The merchant, if it may sell now. Refuses: not_found, verification_over, merchant_not_verified.

    The moment counts, not whether the timetable has said so yet.
    """
    found = await merchant(reader, market_id, merchant_id)
    if found.ran_out(reader.now):
        raise VERIFICATION_OVER()
    if not found.verified:
        raise MERCHANT_NOT_VERIFIED()
    return found


def require_may_place(by: StaffMember, role: StaffRole, store_id: UUID | None) -> None:
    """Who may give, change or take a place of this role in a store, or in the head office (no store).

    An owner may all. A manager of the head office may place managers and clerks in stores; a manager of one
    store its clerks. Refuses: invalid (role: no such place), not_found (a manager's other store),
    not_allowed.
    """
    if (store_id is None and role is StaffRole.CLERK) or (store_id and role is StaffRole.OWNER):
        raise INVALID(field="role")
    if by.role is StaffRole.OWNER:
        return
    if by.role is not StaffRole.MANAGER or store_id is None:
        raise NOT_ALLOWED()
    if not by.whole and store_id != by.store_id:
        raise NOT_FOUND()
    if not by.whole and role is not StaffRole.CLERK:
        raise NOT_ALLOWED()


async def require_reviewer(reader: Reader, market_id: int, person_id: UUID) -> None:
    """An operator who decides on applications: a director or a reviewer of this market.

    Refuses: not_found (no operator here), not_allowed (another role).
    """
    role = await identity.operator_role(reader, market_id, person_id)
    if role is None:
        raise NOT_FOUND()
    if role not in REVIEWERS:
        raise NOT_ALLOWED()


def require_not_own(application: Application, person_id: UUID) -> None:
    """Nobody decides on what they applied for themselves. Refuses: own_application."""
    if application.person_id == person_id:
        raise OWN_APPLICATION()
