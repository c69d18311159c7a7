"""A till of one's own: it becomes a device of the store, works without a network, and tells what it took."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.kernel.signing import Signer
from linli.modules import identity, merchants, terminals
from tests import devices
from tests.offline_log import Log

from .stage import CLERK, MARKET_ID, OTHER_OWNER, OTHER_STORE, OWNER, SETTINGS, STORE, Stage

DEVICES = f"/stores/{STORE}/devices"
PAPER = "/vouchers/{}/token?form=static"


async def offered(stage: Stage) -> tuple[UUID, str, merchants.StaffMember]:
    """The owner shows a code at the desk."""
    async with stage.db.read() as reader:
        store = await merchants.store_by_slug(reader, MARKET_ID, STORE)
        holder = await identity.token_holder(reader, await stage.token(OWNER))
        assert holder
        owner = await merchants.require_staff(reader, MARKET_ID, holder.person.person_id, store.store_id)
    offer = await devices.offered(stage.db, MARKET_ID, owner.person_id, store.store_id)
    return offer.enrolment_id, Signer(SETTINGS.secret, "enrolments").sign(offer.enrolment_id.hex), owner


async def a_till(stage: Stage) -> devices.Device:
    """Enrolled over the API, and allowed to work without a network."""
    device = devices.Device()
    enrolment_id, code, owner = await offered(stage)
    form = device.form(enrolment_id, code)
    body = {"code": form.pop("token"), **form}
    made = await stage.done("POST", DEVICES, body, by=CLERK, key=code[:40])
    assert made == await stage.done("POST", DEVICES, body, by=CLERK, key=code[:40]), "the first answer again"
    used_up = await stage.refused("POST", DEVICES, body, by=CLERK)
    assert used_up == (410, "enrolment_over")
    device.device_id = UUID(made["device_id"])
    wanted = terminals.Allowance(offline=True, limit_minor=100_000)
    async with stage.db.work() as work:
        await terminals.change_allowance(work, MARKET_ID, owner, device.device_id, wanted)
    return device


async def synced(stage: Stage, device: devices.Device, *entries: terminals.SentEntry, **how: Any) -> Any:
    body = device.says(stage.db.clock(), *entries)
    sent = {"body": body, "sig": device.sign(body)}
    return await stage.done("POST", f"{DEVICES}/{device.device_id}/syncs", sent, by=CLERK, **how)


async def test_a_till_sends_its_log_as_a_browser_does(stage: Stage) -> None:
    device = await a_till(stage)
    [voucher] = (await stage.paid())["vouchers"]
    token = (await stage.done("GET", PAPER.format(voucher["voucher_id"])))["token"]
    told = await synced(stage, device)
    assert told["anchor"]["offline"] is True and told["keys"] and told["terms"]
    async with stage.db.read() as reader:
        found = await terminals.device(reader, MARKET_ID, device.device_id)
    log = Log(device, found.store_id, UUID(told["anchor"]["anchor_id"]))
    entry = log.write(token, found.enrolled_by, stage.db.clock() + timedelta(hours=1))
    for _ in range(2):
        [result] = (await synced(stage, device, entry))["results"]
        assert (result["use"], result["state"], result["code"]) == (result["use"], "waiting", "")
    preview = {"code": voucher["code"]}
    seen = await stage.done("POST", f"/stores/{STORE}/redemption-previews", preview, by=CLERK)
    assert (seen["usable_now"], seen["why_not"]) == (False, "voucher_too_little_left")


async def test_what_the_device_has_not_signed_or_is_not_its_own_is_not_heard(stage: Stage) -> None:
    device = await a_till(stage)
    body = device.says(stage.db.clock())
    path = f"{DEVICES}/{device.device_id}/syncs"
    for wrong in (
        {"body": body, "sig": devices.Device().sign(body)},
        {"body": body + " ", "sig": device.sign(body)},
    ):
        assert await stage.refused("POST", path, wrong, by=CLERK) == (401, "device_unknown")
    for strange in ("[]", "{}", "no json"):
        sent = {"body": strange, "sig": device.sign(strange)}
        assert await stage.refused("POST", path, sent, by=CLERK) == (422, "invalid")
    good = {"body": body, "sig": device.sign(body)}
    theirs = f"/stores/{OTHER_STORE}/devices/{device.device_id}/syncs"
    assert await stage.refused("POST", theirs, good, by=OTHER_OWNER) == (404, "not_found")
    assert await stage.refused("POST", path, good, by=OTHER_OWNER) == (404, "not_found")
    assert (await stage.refused("POST", path, good, by=None))[0] == 401


async def test_a_redemption_names_the_token_with_which_it_was_made(stage: Stage) -> None:
    [voucher] = (await stage.paid())["vouchers"]
    path = f"/stores/{STORE}/redemptions"
    made = await stage.done("POST", path, {"code": voucher["code"]}, by=CLERK)
    truth = await stage.done("GET", f"{path}/{made['redemption_id']}", by=OWNER)
    async with stage.db.read() as reader:
        holder = await identity.token_holder(reader, await stage.token(CLERK))
    assert holder
    assert (truth["device_kind"], truth["device_id"]) == ("program", str(holder.token_id))
