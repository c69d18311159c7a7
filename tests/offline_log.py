"""A device's log, written in software as the counter's app writes it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules.terminals import FIRST_PREV, SentEntry
from tests.devices import Device


@dataclass
class Log:
    """Chained and signed entries of one device at one store, since its last sync."""

    device: Device
    store_id: UUID
    anchor: UUID = field(default_factory=ids.uuid7)
    seq: int = 0
    count: int = 0
    prev: str = FIRST_PREV

    def since(self, anchor: UUID) -> None:
        """A sync told this anchor: allowances count from here."""
        self.anchor, self.count = anchor, 0

    def write(self, token: str, clerk: UUID, at: datetime, **changes: Any) -> SentEntry:
        """The next entry, signed; `changes` are what it says else."""
        self.seq, self.count = self.seq + 1, self.count + 1
        entry = {
            "v": 1,
            "seq": self.seq,
            "prev": self.prev,
            "device": self.device.device_id,
            "store": self.store_id,
            "anchor": self.anchor,
            "n": self.count,
            "sum": 0,
            "use": ids.uuid7(),
            "token": token,
            "taken": [1],
            "clerk": clerk,
            "at": at,
            **changes,
        }
        body = msgspec.json.encode(entry).decode()
        self.prev = hashlib.sha256(body.encode()).hexdigest()
        return SentEntry(body, self.device.sign(body))
