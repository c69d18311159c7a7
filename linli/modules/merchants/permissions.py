"""Who may act for a store, and which merchant may sell."""

from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_ALLOWED, NOT_FOUND
from linli.modules.merchants.model import Merchant, StaffMember, StaffRole
from linli.modules.merchants.queries import merchant, staff_member
from linli.modules.merchants.refusals import MERCHANT_NOT_VERIFIED


async def require_staff(
    reader: Reader, market_id: int, person_id: UUID, store_id: UUID, *roles: StaffRole | str
) -> StaffMember:
    """The person's place in this store, if it is one of `roles` or a higher one (none given: any).

    Refuses: not_found (does not work there, or no such store), not_allowed (role too low).
    """
    member = await staff_member(reader, market_id, person_id, store_id)
    if member is None:
        raise NOT_FOUND()
    needed = min((StaffRole(role).weight for role in roles), default=0)
    if member.role.weight < needed:
        raise NOT_ALLOWED()
    return member


async def require_verified(reader: Reader, market_id: int, merchant_id: UUID) -> Merchant:
    """The merchant, if it may sell. Refuses: not_found, merchant_not_verified."""
    found = await merchant(reader, market_id, merchant_id)
    if not found.verified:
        raise MERCHANT_NOT_VERIFIED()
    return found
