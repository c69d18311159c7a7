"""Entries of a device's log: their form, when what they tell happened, and what is believed of them.

Each is judged by itself, from what it says and what the server had told the device before, so that neither
the order in which entries arrive nor how often they do changes what is said of one.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.kernel.keypairs import PublicKey
from linli.modules.terminals.model import Anchor, Device, Problem

LONGEST_BODY = 4000
MOST_PARTS = 12
FIRST_PREV = "0" * 64

_Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]
_Minor = Annotated[int, Meta(ge=0, le=2**53)]
_Units = Annotated[int, Meta(ge=0, le=2**49)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a device wrote when it took a use without a network.

    `seq` numbers its entries from 1, `prev` is the SHA-256 of the one before; `n` and `sum` (minor units)
    are the uses since `anchor`, this one included; `at` is the device's own clock.
    """

    v: Literal[1]
    seq: _Count
    prev: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    device: UUID
    store: UUID
    anchor: UUID
    n: _Count
    sum: _Minor
    use: UUID
    token: Annotated[str, Meta(max_length=1000)]
    taken: Annotated[tuple[_Units, ...], Meta(min_length=1, max_length=MOST_PARTS)]
    clerk: UUID
    at: Annotated[datetime, Meta(tz=True)]


class SentEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as it arrives: the exact text that was signed, and the signature (base64url)."""

    body: Annotated[str, Meta(max_length=LONGEST_BODY)]
    sig: Annotated[str, Meta(max_length=100)]


def read_entry(body: str) -> Entry | None:
    """What the text says; None where it is no entry."""
    try:
        entry = msgspec.json.decode(body, type=Entry)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return None if "\x00" in entry.token or not any(entry.taken) else entry


def print_of(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


def read_base64url(text: str) -> bytes:
    """The bytes; empty for what is no base64url without padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def base64url(raw: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def is_signed(device: Device, body: bytes, signature: str) -> bool:
    """Whether the device's key has signed exactly this."""
    return PublicKey(device.public_key).verifies(read_base64url(signature), body)


def happened_at(anchor: Anchor, at: datetime) -> datetime:
    """When it happened, by the server's clock: as long after the anchor as the device's clock says, but never
    before it, and never after the device had to stop.
    """
    since = min(max(at - anchor.device_at, timedelta(0)), timedelta(hours=anchor.hours))
    return anchor.server_at + since


def problem_of(entry: Entry, device: Device, anchor: Anchor | None) -> Problem | None:
    """Why the entry is not believed, as far as device and allowance go; None if it is.

    In this order: device_other, store_other, anchor_unknown, offline_off, device_revoked, over_uses,
    over_minor, over_hours.
    """
    if entry.device != device.device_id:
        return Problem.DEVICE_OTHER
    if entry.store != device.store_id:
        return Problem.STORE_OTHER
    if anchor is None or anchor.device_id != device.device_id:
        return Problem.ANCHOR_UNKNOWN
    if not anchor.offline:
        return Problem.OFFLINE_OFF
    if device.revoked_at is not None and happened_at(anchor, entry.at) >= device.revoked_at:
        return Problem.DEVICE_REVOKED
    if entry.n > anchor.uses:
        return Problem.OVER_USES
    if anchor.limit_minor and entry.sum > anchor.limit_minor:
        return Problem.OVER_MINOR
    if entry.at - anchor.device_at > timedelta(hours=anchor.hours):
        return Problem.OVER_HOURS
    return None
