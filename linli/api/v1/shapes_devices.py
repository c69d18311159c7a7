"""What a till of one's own sends and sees to work without a network."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from linli.modules import terminals

LONGEST_SIGNATURE = 100
LONGEST_SYNC = 500_000
Base64url = Annotated[str, Meta(min_length=1, max_length=LONGEST_SIGNATURE)]


class NewDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program with a key of its own (Ed25519) that becomes a device of the store."""

    code: Annotated[
        str,
        Meta(min_length=1, max_length=300, description="What stands behind `token=` in the owner's QR code."),
    ]
    name: Annotated[str, Meta(min_length=1, max_length=terminals.LONGEST_NAME, examples=["Till at the door"])]
    public_key: Annotated[Base64url, Meta(description="The raw 32 bytes, base64url without padding.")]
    signature: Annotated[
        Base64url, Meta(description="Of `linli-enrolment:` and the id in the code, by this key.")
    ]


class Device(msgspec.Struct, frozen=True):
    """A device of the store. Its owner says what it may do without a network."""

    device_id: UUID
    name: str


class SignedSync(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a device tells: a JSON text, and its signature."""

    body: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=LONGEST_SYNC,
            description="A JSON object: `device_id`, `device_at`, `entries`, and the tags of what is known.",
        ),
    ]
    sig: Annotated[Base64url, Meta(description="Of exactly this text, by the device's key.")]
