"""Who may write prices."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Reader
from linli.kernel.refusals import NOT_ALLOWED, NOT_FOUND
from linli.modules import merchants
from linli.modules.merchants import StaffMember, StaffRole


async def require_pricer(
    reader: Reader, market_id: int, member: StaffMember, *places: Sequence[UUID]
) -> None:
    """Who may write books for these places (each the stores that a book names; none: every store).

    An owner and whoever leads in the head office may all; the manager of one store writes books for that
    store alone, unless the merchant has no other. Refuses: not_allowed.
    """
    if member.role is StaffRole.OWNER or (member.whole and member.role is StaffRole.MANAGER):
        return
    if member.role is StaffRole.MANAGER:
        if all(tuple(place) == (member.store_id,) for place in places):
            return
        if len(await merchants.stores_of_merchant(reader, market_id, member.merchant_id)) == 1:
            return
    raise NOT_ALLOWED()


async def require_day_pricer(
    reader: Reader, market_id: int, member: StaffMember, merchant_id: UUID, store_id: UUID
) -> None:
    """Who may price the days of one merchant's article in a store: whoever may write books for that store,
    if the article is their own merchant's. Refuses in this order: not_found (another's article), not_allowed.
    """
    if member.merchant_id != merchant_id:
        raise NOT_FOUND()
    await require_pricer(reader, market_id, member, (store_id,))
