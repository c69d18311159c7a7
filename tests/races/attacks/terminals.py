"""Devices of a shop: one for each code of the owner, and only so many guesses at a clerk's PIN."""

import httpx

from linli.kernel.settings import DEMO_SECRET
from linli.kernel.signing import Signer
from linli.modules import merchants, terminals
from tests import devices
from tests.races.stage import MARKET_ID, STORE, Seen, Somebody, Stage, all_at_once, seen

PIN, WRONG = "4071", "4072"


async def _owner(stage: Stage) -> tuple[Somebody, merchants.Store]:
    [owner] = await stage.clerks(1, "owner")
    async with stage.db.read() as reader:
        return owner, await merchants.store_by_slug(reader, MARKET_ID, STORE)


async def _press(
    stage: Stage, path: str, device: devices.Device | None = None, **fields: str
) -> httpx.Response:
    where = f"/counter/{STORE}{path}"
    return await stage.press(None, where, device, "application/json", **fields)


async def enrolled_once(stage: Stage) -> Seen:
    """Fifteen browsers with one code, each with a key of its own."""
    owner, store = await _owner(stage)
    offer = await devices.offered(stage.db, MARKET_ID, owner.person_id, store.store_id)
    token = Signer(DEMO_SECRET, "enrolments").sign(offer.enrolment_id.hex)
    forms = [devices.Device().form(offer.enrolment_id, token, "Racer") for _ in range(15)]
    outcomes = await all_at_once(_press(stage, "/enrolment", **form) for form in forms)
    assert set(outcomes) == {"done", "enrolment_over"}
    return seen(outcomes, 1)


async def a_device(stage: Stage) -> devices.Device:
    """A device of the store, enrolled by an owner."""
    owner, store = await _owner(stage)
    return await devices.enrolled(stage.db, MARKET_ID, owner.person_id, store.store_id)


async def _with_pin(stage: Stage, who: Somebody) -> None:
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
        by = await merchants.require_staff(reader, MARKET_ID, who.person_id, store.store_id)
    await terminals.set_pin(stage.db, MARKET_ID, by, PIN, Signer(DEMO_SECRET, "pins"))


async def pins_of_a_clerk(stage: Stage) -> Seen:
    """Eighteen wrong guesses at one clerk's PIN: five are looked at, and then the right one waits."""
    device, [clerk] = await a_device(stage), await stage.clerks(1)
    await _with_pin(stage, clerk)
    who = {"person_id": str(clerk.person_id)}
    outcomes = await all_at_once(_press(stage, "/sitting", device, pin=WRONG, **who) for _ in range(18))
    assert set(outcomes) == {"pin_wrong", "too_many_tries"}
    assert (await _press(stage, "/sitting", device, pin=PIN, **who)).status_code == 429
    return seen(outcomes, 5, outcomes["pin_wrong"])


async def pins_at_a_device(stage: Stage) -> Seen:
    """Two guesses at each of fifteen clerks' PINs, all at one device."""
    device, clerks = await a_device(stage), await stage.clerks(15)
    acts = [
        _press(stage, "/sitting", device, pin=WRONG, person_id=str(clerk.person_id))
        for clerk in [*clerks, *clerks]
    ]
    outcomes = await all_at_once(acts)
    assert set(outcomes) == {"pin_wrong", "too_many_tries"}
    return seen(outcomes, 20, outcomes["pin_wrong"])
