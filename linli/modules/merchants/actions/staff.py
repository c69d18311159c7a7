"""Who works for a merchant: adding, changing and removing people."""

from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.refusals import NOT_FOUND
from linli.modules import identity
from linli.modules.merchants.model import StaffMember, StaffPlace, StaffRole
from linli.modules.merchants.permissions import require_may_place
from linli.modules.merchants.queries import staff_member
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.refusals import LAST_OWNER
from linli.modules.merchants.statements import SQL

LONGEST_NAME = 40


async def add_staff(
    work: Work, market_id: int, person_id: UUID, store_id: UUID, role: StaffRole | str, name: str
) -> StaffMember:
    """Let a person work in a store, or change their role or name there; written into the audit trail.

    An owner is an owner of the merchant, and so of all its stores; who is one stays one until removed.
    Refuses: invalid (name of 1 to 40 characters), not_found (no such store, or no merchant runs it).
    """
    wanted, shown = StaffRole(role), proper_name(name)
    merchant_id = (await find_store(work, market_id, store_id)).merchant_id
    if merchant_id is None:
        raise NOT_FOUND()
    whole = wanted is StaffRole.OWNER
    await write_place(work, market_id, merchant_id, person_id, None if whole else store_id, wanted, shown)
    await work.audit(market_id, "staff_added", str(store_id), person=str(person_id), role=wanted.value)
    member = await staff_member(work, market_id, person_id, store_id)
    if member is None:
        raise NOT_FOUND()
    return member


async def change_role(
    work: Work,
    market_id: int,
    by: StaffMember,
    person_id: UUID,
    store_id: UUID | None,
    role: StaffRole,
    wanted_store_id: UUID | None,
) -> None:
    """Give a person of the merchant another role, in the same or another of its places (None: head office).

    Refuses: not_found (not there; a store of another merchant), invalid (role), not_allowed, last_owner.
    """
    place = await _place(work, market_id, by, person_id, store_id)
    require_may_place(by, role, wanted_store_id)
    if wanted_store_id is not None:
        wanted = await find_store(work, market_id, wanted_store_id)
        if wanted.merchant_id != by.merchant_id:
            raise NOT_FOUND()
    if place.role is StaffRole.OWNER and role is not StaffRole.OWNER:
        await _keep_an_owner(work, market_id, by.merchant_id, person_id)
    if store_id != wanted_store_id:
        await _remove(work, market_id, by.merchant_id, person_id, store_id)
    await write_place(work, market_id, by.merchant_id, person_id, wanted_store_id, role, place.name)
    await work.audit(
        market_id,
        "staff_role_changed",
        str(wanted_store_id or by.merchant_id),
        person=str(person_id),
        was=place.role.value,
        role=role.value,
    )


async def remove_staff(
    work: Work, market_id: int, by: StaffMember, person_id: UUID, store_id: UUID | None
) -> StaffPlace:
    """A person works there no longer; their next request is refused. One may remove oneself.

    Refuses: not_found, not_allowed, last_owner.
    """
    place = await _place(work, market_id, by, person_id, store_id)
    if place.role is StaffRole.OWNER:
        await _keep_an_owner(work, market_id, by.merchant_id, person_id)
    await _remove(work, market_id, by.merchant_id, person_id, store_id)
    subject = str(store_id or by.merchant_id)
    await work.audit(market_id, "staff_removed", subject, person=str(person_id), role=place.role.value)
    return place


def proper_name(name: str) -> str:
    """Refuses: invalid (name of 1 to 40 characters that can be seen)."""
    return texts.line(name, "name", LONGEST_NAME)


async def write_place(
    work: Work,
    market_id: int,
    merchant_id: UUID,
    person_id: UUID,
    store_id: UUID | None,
    role: StaffRole,
    name: str,
) -> None:
    """Put a person into their place. Refuses: not_found (no such store or merchant)."""
    statement = SQL.write_head_office if store_id is None else SQL.write_staff
    if not await work.run(statement, market_id, person_id, store_id or merchant_id, role.value, name):
        raise NOT_FOUND()
    for joining in (await identity.people(work, [person_id])).values():
        await identity.join_market(work, market_id, joining)


async def _place(
    work: Work, market_id: int, by: StaffMember, person_id: UUID, store_id: UUID | None
) -> StaffPlace:
    """The place as it is now, if `by` may touch it. Refuses: not_found, not_allowed."""
    key = (market_id, by.merchant_id, person_id, store_id)
    place = await work.one(StaffPlace, SQL.find_place, *key)
    if place is None:
        raise NOT_FOUND()
    if person_id != by.person_id:
        require_may_place(by, place.role, store_id)
    return place


async def _keep_an_owner(work: Work, market_id: int, merchant_id: UUID, person_id: UUID) -> None:
    """Refuses: last_owner. Locks the owners, so that two cannot leave at the same moment."""
    owners = await work.column(UUID, SQL.lock_owners, market_id, merchant_id)
    if not any(owner != person_id for owner in owners):
        raise LAST_OWNER()


async def _remove(
    work: Work, market_id: int, merchant_id: UUID, person_id: UUID, store_id: UUID | None
) -> None:
    key = (market_id, merchant_id, person_id)
    if store_id is None:
        await work.run(SQL.remove_head_office, *key)
    else:
        await work.run(SQL.remove_staff, *key, store_id)
