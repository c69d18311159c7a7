"""Asking somebody to join, and what becomes of it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from linli.kernel import ids, limits
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules import identity, notices
from linli.modules.merchants.actions.staff import proper_name, write_place
from linli.modules.merchants.model import Invitation, StaffMember, StaffPlace, StaffRole
from linli.modules.merchants.permissions import require_may_place
from linli.modules.merchants.queries import invitation as find_invitation
from linli.modules.merchants.queries import staff_member
from linli.modules.merchants.queries import store as find_store
from linli.modules.merchants.refusals import INVITATION_FOR_ANOTHER, INVITATION_OVER, STAFF_ALREADY
from linli.modules.merchants.statements import SQL

INVITED_FOR = timedelta(days=7)
# Each may send a text message to a phone of the inviter's choice.
INVITATIONS = limits.Limit("invitations", 50, timedelta(days=1))


async def invite(
    work: Work,
    market_id: int,
    by: StaffMember,
    role: StaffRole,
    store_id: UUID | None,
    name: str,
    *,
    phone: str = "",
    signer: Signer,
    write: Callable[[UUID], str],
) -> Invitation:
    """Ask somebody to work in a store, or (no store) in the head office; open for seven days.

    With a `phone` (E.164) the text that `write` makes of the invitation's id goes there, and only who owns
    that phone can accept; without one, whoever holds the link - never an owner. Refuses: invalid (name, role,
    phone), not_allowed, not_found (a store of another merchant), too_many_tries (50 a day for a merchant).
    """
    shown = proper_name(name)
    require_may_place(by, role, store_id)
    if role is StaffRole.OWNER and not phone:
        raise INVALID(field="phone")
    if store_id is not None and (await find_store(work, market_id, store_id)).merchant_id != by.merchant_id:
        raise NOT_FOUND()
    await limits.count(work, INVITATIONS, market_id, by.merchant_id)
    invitation_id = ids.uuid7()
    for_whom = (signer.print_of(phone) if phone else None, phone[-4:])
    when = (by.person_id, work.now, work.now + INVITED_FOR)
    what = (by.merchant_id, store_id, role.value, shown)
    await work.run(SQL.write_invitation, market_id, invitation_id, *what, *for_whom, *when)
    if phone:
        await notices.send(work, market_id, phone, write(invitation_id))
    subject = str(store_id or by.merchant_id)
    await work.audit(market_id, "staff_invited", subject, role=role.value, invitation=str(invitation_id))
    return await find_invitation(work, market_id, invitation_id)


async def accept_invitation(
    work: Work, market_id: int, invitation_id: UUID, person_id: UUID, signer: Signer
) -> Invitation:
    """The person takes the place they were asked to, once.

    Refuses: not_found, invitation_over (used, withdrawn or too old), invitation_for_another (sent to another
    phone), staff_already (has this role there or a higher one; the invitation stays open).
    """
    asked = await find_invitation(work, market_id, invitation_id)
    mine = signer.print_of(await identity.phone_of(work, person_id))
    if not asked.open_at(work.now):
        raise INVITATION_OVER()
    if asked.phone_print not in (None, mine):
        raise INVITATION_FOR_ANOTHER()
    await _refuse_less(work, market_id, asked, person_id)
    key = (market_id, invitation_id, work.now, person_id, mine)
    if not await work.run(SQL.accept_invitation, *key):
        raise INVITATION_OVER()
    await write_place(work, market_id, asked.merchant_id, person_id, asked.store_id, asked.role, asked.name)
    subject = str(asked.store_id or asked.merchant_id)
    facts = {"person": str(person_id), "role": asked.role.value, "invitation": str(invitation_id)}
    await work.audit(market_id, "staff_joined", subject, **facts)
    return asked


async def withdraw_invitation(work: Work, market_id: int, by: StaffMember, invitation_id: UUID) -> None:
    """The link leads nowhere from now on.

    Refuses: not_found (also another merchant's), not_allowed, invitation_over (accepted or withdrawn).
    """
    asked = await find_invitation(work, market_id, invitation_id)
    if asked.merchant_id != by.merchant_id:
        raise NOT_FOUND()
    require_may_place(by, asked.role, asked.store_id)
    if not await work.run(SQL.withdraw_invitation, market_id, by.merchant_id, invitation_id, work.now):
        raise INVITATION_OVER()
    subject = str(asked.store_id or asked.merchant_id)
    await work.audit(market_id, "staff_invitation_withdrawn", subject, invitation=str(invitation_id))


async def _refuse_less(work: Work, market_id: int, asked: Invitation, person_id: UUID) -> None:
    """Nobody becomes less by accepting. Refuses: staff_already."""
    key = (market_id, asked.merchant_id, person_id)
    there = await work.one(StaffPlace, SQL.find_place, *key, asked.store_id)
    role = there.role if there else None
    if asked.store_id is not None:
        member = await staff_member(work, market_id, person_id, asked.store_id)
        role = member.role if member else None
    if role is not None and role.weight >= asked.role.weight:
        raise STAFF_ALREADY()
