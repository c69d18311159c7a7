"""Reading devices, offers of enrolment, and who sits where."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from linli.kernel.database import Reader
from linli.kernel.facts import Fact
from linli.kernel.refusals import NOT_FOUND
from linli.kernel.signing import Signer
from linli.modules import merchants
from linli.modules.terminals.cookies import read_cookie
from linli.modules.terminals.logs import faults_of
from linli.modules.terminals.model import Clerk, Device, Enrolment, KeptEntry, LogFault, Sitting
from linli.modules.terminals.statements import SQL

MOST_LISTED = 200
MOST_ENTRIES = 2000


async def enrolment(reader: Reader, market_id: int, enrolment_id: UUID) -> Enrolment:
    """One offer, used or over as it may be. Refuses: not_found."""
    found = await reader.one(Enrolment, SQL.find_enrolment, market_id, enrolment_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def device(reader: Reader, market_id: int, device_id: UUID) -> Device:
    """One device, revoked or not. Refuses: not_found."""
    found = await reader.one(Device, SQL.find_device, market_id, device_id)
    if found is None:
        raise NOT_FOUND()
    return found


async def devices_of_store(reader: Reader, market_id: int, store_id: UUID) -> list[Device]:
    """A store's devices, those that work first, at most 200."""
    return await reader.many(Device, SQL.devices_of_store, market_id, store_id, MOST_LISTED)


class _Named(msgspec.Struct, frozen=True):
    device_id: UUID
    name: str


async def device_names(reader: Reader, market_id: int, device_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What their owners know these devices by, revoked ones too; those that do not exist are left out."""
    rows = await reader.many(_Named, SQL.device_names, market_id, list(set(device_ids)))
    return {row.device_id: row.name for row in rows}


async def device_by_cookie(reader: Reader, market_id: int, cookie: str) -> Device | None:
    """Which device this cookie is of, a revoked one too; None if it is none of this market's."""
    shown = read_cookie(cookie)
    if shown is None:
        return None
    return await reader.one(Device, SQL.find_device_by_secret, market_id, shown.id, shown.token_print)


async def present_sitting(reader: Reader, market_id: int, of_device: Device, cookie: str) -> Sitting | None:
    """Who sits at this device by this cookie; None: nobody, or no longer."""
    shown = read_cookie(cookie)
    if shown is None:
        return None
    key = (market_id, shown.id, shown.token_print, of_device.device_id)
    return await reader.one(Sitting, SQL.find_sitting, *key, reader.now)


async def clerks(reader: Reader, market_id: int, of_device: Device) -> list[Clerk]:
    """Everybody who works in the device's store, the head office included, and whether they have a PIN."""
    places = await merchants.staff_of_merchant(reader, market_id, of_device.merchant_id)
    with_pin = set(await reader.column(UUID, SQL.people_with_pins, market_id, of_device.merchant_id))
    names = {one.person_id: one.name for one in places if one.store_id in (None, of_device.store_id)}
    return [Clerk(person_id, name, person_id in with_pin) for person_id, name in names.items()]


async def has_pin(reader: Reader, market_id: int, merchant_id: UUID, person_id: UUID) -> bool:
    """Whether somebody has chosen a PIN in this merchant's shops."""
    return await reader.value(str, SQL.find_pin, market_id, merchant_id, person_id) is not None


async def offered(reader: Reader, market_id: int, store_id: UUID, code: str, signer: Signer) -> Enrolment:
    """The offer that an owner's code (what `signer` signed of its id) is about, used or over as it may be.

    Refuses: not_found (no code of ours, or another store's).
    """
    text = signer.read(code) if code else None
    found = await enrolment(reader, market_id, UUID(hex=text)) if text else None
    if found is None or found.store_id != store_id:
        raise NOT_FOUND()
    return found


async def log_faults(reader: Reader, market_id: int, device_id: UUID) -> list[LogFault]:
    """What an owner should know of a device's log: gaps, forks and breaks among its latest entries."""
    kept = await reader.many(KeptEntry, SQL.log_of_device, market_id, device_id, MOST_ENTRIES)
    oldest = min((one.seq for one in kept), default=1)
    return [one for one in faults_of(kept) if len(kept) < MOST_ENTRIES or one.seq >= oldest]


async def refused_entries(reader: Reader, market_id: int, device_id: UUID) -> list[KeptEntry]:
    """Entries of a device that were not believed, the last first, among its latest."""
    kept = await reader.many(KeptEntry, SQL.log_of_device, market_id, device_id, MOST_ENTRIES)
    return [one for one in kept if one.refused]


async def about_person(reader: Reader, market_id: int, person_id: UUID) -> list[Fact]:
    """All that is kept of somebody here, for their own eyes. Refuses nothing."""
    return await reader.many(Fact, SQL.about_person, market_id, person_id)
