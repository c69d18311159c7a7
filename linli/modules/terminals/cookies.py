"""What a device and a sitting show: an id and a secret, of which only a print is kept."""

import re
from uuid import UUID

import msgspec

from linli.kernel import signing

_FORM = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{20,100})", re.ASCII)


class Shown(msgspec.Struct, frozen=True):
    """A cookie taken apart: `idhex.secret`."""

    id: UUID
    token_print: bytes


def read_cookie(cookie: str) -> Shown | None:
    """The parts of a cookie, its secret as a print; None if it has not the form of one."""
    match = _FORM.fullmatch(cookie)
    return None if match is None else Shown(UUID(match[1]), signing.token_print(match[2]))


def write_cookie(subject: UUID, secret: str) -> str:
    return f"{subject.hex}.{secret}"
