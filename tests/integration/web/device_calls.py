"""The owner's pages about devices, with what stands in their addresses."""

from typing import Any
from uuid import UUID

from linli.kernel.database import Database
from linli.web.merchant import devices, sitting
from tests import devices as played

DEVICE = "/{device}"
ALLOWANCE = {"offline": "yes", "hours": "24", "uses": "20", "limit": ""}
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


async def enrolled(db: Database, market_id: int, owner_id: UUID, store_id: UUID) -> dict[str, str]:
    """A device of the store, and a code for another."""
    device = await played.enrolled(db, market_id, owner_id, store_id)
    offer = await played.offered(db, market_id, owner_id, store_id)
    return {"device": str(device.device_id), "enrolment": str(offer.enrolment_id)}
