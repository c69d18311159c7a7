"""Devices of shops, played in software: a key, what was enrolled with it, and a signed log."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Database
from linli.kernel.keypairs import PrivateKey
from linli.modules import merchants, terminals


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Device:
    """A browser with a key of its own."""

    key: PrivateKey = field(default_factory=PrivateKey.new)
    device_id: UUID = field(default_factory=ids.uuid7)
    cookie: str = ""

    @property
    def public_key(self) -> str:
        return base64url(self.key.public.raw)

    def sign(self, text: str | bytes) -> str:
        return base64url(self.key.sign(text.encode() if isinstance(text, str) else text))

    def says(self, at: datetime, *entries: terminals.SentEntry, **more: str) -> str:
        """What it tells when it syncs, its own clock showing `at`."""
        told = {"device_id": self.device_id, "device_at": at, "entries": list(entries), **more}
        return msgspec.json.encode(told).decode()

    def form(self, enrolment_id: UUID, token: str, name: str = "Till") -> dict[str, str]:
        """What the page of enrolment sends."""
        signature = self.sign(terminals.enrolment_text(enrolment_id))
        return {"token": token, "name": name, "public_key": self.public_key, "signature": signature}


async def offered(db: Database, market_id: int, owner_id: UUID, store_id: UUID) -> terminals.Enrolment:
    """The owner lets one browser become a device of the store."""
    async with db.work() as work:
        by = await merchants.require_staff(work, market_id, owner_id, store_id)
        return await terminals.offer_enrolment(work, market_id, by)


async def enrolled(
    db: Database, market_id: int, owner_id: UUID, store_id: UUID, name: str = "Till"
) -> Device:
    """A device of the store."""
    offer, device = await offered(db, market_id, owner_id, store_id), Device()
    signature = device.key.sign(terminals.enrolment_text(offer.enrolment_id).encode())
    async with db.work() as work:
        about = (market_id, offer.enrolment_id, name, device.key.public.raw, signature)
        done = await terminals.enrol(work, *about)
    device.device_id, device.cookie = done.device.device_id, done.cookie
    return device
