"""What an owner does with a device of their store."""

from uuid import UUID

from linli.kernel import texts
from linli.kernel.database import Work
from linli.kernel.refusals import INVALID, NOT_ALLOWED, NOT_FOUND
from linli.modules.merchants import StaffMember, StaffRole
from linli.modules.terminals.model import LONGEST_NAME, MOST_HOURS, MOST_MINOR, MOST_USES, Allowance
from linli.modules.terminals.refusals import DEVICE_REVOKED
from linli.modules.terminals.statements import SQL


async def rename_device(work: Work, market_id: int, by: StaffMember, device_id: UUID, name: str) -> None:
    """Give a device another name of 1 to 40 characters.

    Refuses: not_allowed (no owner), invalid (name), not_found (also another store's).
    """
    _require_owner(by)
    name = texts.line(name, "name", LONGEST_NAME)
    if not await work.run(SQL.rename_device, market_id, device_id, by.store_id, name):
        raise NOT_FOUND()


async def change_allowance(
    work: Work, market_id: int, by: StaffMember, device_id: UUID, wanted: Allowance
) -> None:
    """Say what a device may do without a network; holds from its next sync on.

    1 to 168 hours, 1 to 1,000 uses, an amount in minor units (`ANY_AMOUNT`: any). Refuses: not_allowed (no
    owner), invalid (hours, uses, limit), not_found (also another store's), device_revoked.
    """
    _require_owner(by)
    for field, value, least, most in (
        ("hours", wanted.hours, 1, MOST_HOURS),
        ("uses", wanted.uses, 1, MOST_USES),
        ("limit", wanted.limit_minor, 0, MOST_MINOR),
    ):
        if not least <= value <= most:
            raise INVALID(field=field)
    row = (wanted.offline, wanted.hours, wanted.uses, wanted.limit_minor)
    if not await work.run(SQL.change_allowance, market_id, device_id, by.store_id, *row):
        raise await _why_not(work, market_id, by, device_id)
    await work.audit(
        market_id,
        "device_allowance",
        f"device:{device_id}",
        offline=wanted.offline,
        hours=wanted.hours,
        uses=wanted.uses,
        limit_minor=wanted.limit_minor,
    )


async def revoke_device(work: Work, market_id: int, by: StaffMember, device_id: UUID) -> None:
    """From now on the device opens nothing, for good; what it did before may still arrive and is judged.

    Whoever sat at it stands up. Refuses: not_allowed (no owner), not_found (also another store's),
    device_revoked.
    """
    _require_owner(by)
    if not await work.run(SQL.revoke_device, market_id, device_id, by.store_id, work.now):
        raise await _why_not(work, market_id, by, device_id)
    await work.run(SQL.end_sittings_of_device, market_id, device_id, work.now)
    await work.audit(market_id, "device_revoked", f"device:{device_id}")


def _require_owner(by: StaffMember) -> None:
    if by.role is not StaffRole.OWNER:
        raise NOT_ALLOWED()


async def _why_not(work: Work, market_id: int, by: StaffMember, device_id: UUID) -> Exception:
    known = await work.value(UUID, SQL.store_of_device, market_id, device_id)
    return DEVICE_REVOKED() if known == by.store_id else NOT_FOUND()
