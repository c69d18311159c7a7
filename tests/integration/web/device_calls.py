"""Pages and calls about devices, with what stands in their addresses and what is sent."""

from typing import Any
from uuid import UUID

from linli.api.v1 import devices as api_devices
from linli.kernel.database import Database
from linli.kernel.signing import Signer
from linli.web.merchant import devices, sitting
from tests import devices as played

DEVICE = "/{device}"
ALLOWANCE = {"offline": "yes", "hours": "24", "uses": "20", "limit": "500"}
PIN: list[tuple[Any, str, dict[str, Any] | None]] = [
    (sitting.pin_page, "/counter/noodles/pin", None),
    (sitting.pin_chosen, "/counter/noodles/pin", {"pin": "4071"}),
]
PAGES: list[tuple[Any, str, dict[str, Any] | None]] = [
    (devices.devices, "", None),
    (devices.enrolment_offered, "/enrolments", {}),
    (devices.enrolment_page, "/enrolments/{enrolment}", None),
    (devices.device_page, DEVICE, None),
    (devices.device_renamed, DEVICE + "/name", {"name": "Door"}),
    (devices.allowance_changed, DEVICE + "/allowance", ALLOWANCE),
    (devices.device_revoked, DEVICE + "/revocation", {}),
]
NEW = {"code": "{enrolment_code}", "name": "Till", "public_key": "{public_key}", "signature": "{signature}"}
CALLS: list[tuple[Any, str, dict[str, Any]]] = [
    (api_devices.enroll_device, "/devices", NEW),
    (api_devices.sync_device, "/devices/{device}/syncs", {"body": "{sync}", "sig": "{sync_signature}"}),
]


async def enrolled(
    db: Database, market_id: int, owner_id: UUID, store_id: UUID, signer: Signer
) -> dict[str, str]:
    """A device of the store with what it tells, and a code for another with what that one sends."""
    device = await played.enrolled(db, market_id, owner_id, store_id)
    offer = await played.offered(db, market_id, owner_id, store_id)
    sync = device.says(db.clock())
    new = played.Device().form(offer.enrolment_id, signer.sign(offer.enrolment_id.hex))
    return {
        "device": str(device.device_id),
        "sync": sync,
        "sync_signature": device.sign(sync),
        "enrolment": str(offer.enrolment_id),
        "enrolment_code": new["token"],
        "public_key": new["public_key"],
        "signature": new["signature"],
    }
