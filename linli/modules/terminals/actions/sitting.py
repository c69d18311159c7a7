"""Clerks at a device: choosing a PIN, sitting down with it, standing up."""

import asyncio
from uuid import UUID

from linli.kernel import ids, limits, signing
from linli.kernel.database import Database, Work
from linli.kernel.signing import Signer
from linli.modules import identity, merchants
from linli.modules.merchants import StaffMember
from linli.modules.terminals import pins
from linli.modules.terminals.cookies import write_cookie
from linli.modules.terminals.model import SITTING_LIFE, Device
from linli.modules.terminals.refusals import DEVICE_REVOKED, PIN_WRONG
from linli.modules.terminals.statements import SQL


async def set_pin(db: Database, market_id: int, by: StaffMember, pin: str, signer: Signer) -> None:
    """Choose one's own PIN for every shop of the merchant; whoever sits with the old one stands up.

    Refuses: pin_weak.
    """
    pin = pins.read_pin(pin)
    pins.check_strength(pin)
    kept = await asyncio.to_thread(pins.hashed, signer, by.merchant_id, by.person_id, pin)
    async with db.work() as work:
        await work.run(SQL.write_pin, market_id, by.merchant_id, by.person_id, kept, work.now)
        ended = (market_id, by.person_id, by.merchant_id, work.now)
        await work.run(SQL.end_sittings_of_person, *ended)


async def sit_down(
    db: Database, market_id: int, device: Device, person_id: UUID, pin: str, signer: Signer
) -> str:
    """Sign a clerk in at this device for twelve hours, or until they sign out everywhere or take another
    password; gives the cookie. Whoever sat there stands up.

    Counted as a failure beforehand and given back if it was none, so that a hundred tries at the same moment
    are a hundred. Refuses in this order: device_revoked, too_many_tries (5 wrong ones of a clerk in 15
    minutes, 20 at a device in an hour), pin_wrong (also who has none, or does not work here).
    """
    if device.revoked_at is not None:
        raise DEVICE_REVOKED()
    by_clerk = (pins.WRONG_PINS_OF_A_CLERK, market_id, str(device.device_id), str(person_id))
    at_device = (pins.WRONG_PINS_AT_A_DEVICE, market_id, str(device.device_id))
    async with db.work() as work:
        await limits.count(work, *by_clerk)
        await limits.count(work, *at_device)
    async with db.read() as reader:
        # Read before the PIN is looked at: whoever is signed out everywhere meanwhile does not sit down.
        epoch = await identity.epoch_of(reader, person_id)
        known = await reader.value(str, SQL.find_pin, market_id, device.merchant_id, person_id)
        member = await merchants.staff_member(reader, market_id, person_id, device.store_id)
    typed = pins.read_pin(pin)
    right = await asyncio.to_thread(
        pins.matches, known if member else None, signer, device.merchant_id, person_id, typed
    )
    if not right or known is None or epoch is None:
        raise PIN_WRONG()
    async with db.work() as work:
        await limits.give_back(work, *by_clerk)
        await limits.give_back(work, *at_device)
        return await _begin(work, market_id, device, person_id, known, epoch)


async def _begin(
    work: Work, market_id: int, device: Device, person_id: UUID, pin_hash: str, epoch: int
) -> str:
    sitting_id, secret = ids.uuid7(work.now), signing.new_token()
    await work.run(SQL.end_sittings_of_device, market_id, device.device_id, work.now)
    row = (sitting_id, device.device_id, person_id, signing.token_print(secret))
    times = (work.now, work.now + SITTING_LIFE)
    if not await work.run(SQL.begin_sitting, market_id, *row, *times, pin_hash, epoch):
        raise PIN_WRONG()
    return write_cookie(sitting_id, secret)


async def end_sitting(work: Work, market_id: int, device_id: UUID) -> None:
    """Stand up: until somebody sits down again nobody acts at this device by PIN."""
    await work.run(SQL.end_sittings_of_device, market_id, device_id, work.now)
