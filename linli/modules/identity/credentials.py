"""The forms of what people show: six-digit codes, session cookies, bearer tokens."""

import re
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import signing
from linli.kernel.limits import Limit

CODE_TRIES = 5
CODE_LIFE = timedelta(minutes=10)
SESSION_LIFE = timedelta(days=90)
TOKEN_LIFE = timedelta(days=30)
LONGEST_TOKEN_NAME = 60
# What is written down of when a session or token was used: no finer than this, and no more often.
SEEN_TO = timedelta(minutes=15)
# How long it is enough to have shown who one is.
PROVEN_FOR = timedelta(minutes=15)
TOKEN_PREFIX = "linli_"  # noqa: S105  # lets scanners find a token that was published by mistake

CODES_PER_PHONE = Limit("sign-in code by phone", 5, timedelta(hours=1))
CODES_PER_ADDRESS = Limit("sign-in code by address", 30, timedelta(hours=1))
WRONG_PASSWORDS_PER_PHONE = Limit("wrong password by phone", 10, timedelta(minutes=15))
WRONG_PASSWORDS_PER_ADDRESS = Limit("wrong password by address", 30, timedelta(hours=1))
LOOKUPS_PER_OPERATOR = Limit("phone lookups by operator", 60, timedelta(hours=1))

_COOKIE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{20,100})", re.ASCII)


class CodeFor(StrEnum):
    """What a one-time code opens; a code for the one never opens the other."""

    SIGN_IN = "sign-in"
    PASSWORD = "password"  # noqa: S105  # the name of a purpose
    PROOF = "proof"


class SessionCookie(msgspec.Struct, frozen=True):
    """A session cookie taken apart: `personhex.sessionhex.secret`."""

    person_id: UUID
    session_id: UUID
    token_print: bytes


def read_cookie(cookie: str) -> SessionCookie | None:
    """The parts of a cookie, its secret as a print; None if it has not the form of one."""
    match = _COOKIE.fullmatch(cookie)
    if match is None:
        return None
    return SessionCookie(UUID(match[1]), UUID(match[2]), signing.token_print(match[3]))


def write_cookie(person_id: UUID, session_id: UUID, secret: str) -> str:
    return f"{person_id.hex}.{session_id.hex}.{secret}"


def new_sign_in_code() -> str:
    """Six digits, drawn by lot."""
    return f"{secrets.randbelow(1_000_000):06d}"


def read_sign_in_code(typed: str) -> str:
    """A typed code without its spaces and hyphens, full-width digits as plain ones."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed[:40]))


def code_place(signer: signing.Signer, phone: str, purpose: CodeFor) -> bytes:
    """The print under which a phone's code for one purpose is kept: each purpose has one code at a time."""
    return signer.print_of(phone if purpose is CodeFor.SIGN_IN else f"{purpose} of {phone}")


def code_print(signer: signing.Signer, phone: str, code: str) -> bytes:
    """The keyed print of one phone's code; it can never equal the print of a phone."""
    return signer.print_of(f"code {code} for {phone}")


def quarter_of(moment: datetime) -> datetime:
    """The beginning of a moment's quarter of an hour."""
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % SEEN_TO
