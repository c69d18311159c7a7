"""People and what they hold to show who they are."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

# What a token may be used for; what its holder may do there is asked of the modules.
SCOPES = ("consumer", "counter", "merchant", "operator")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others may see them: no phone number, only its last four digits; none of a guest."""

    person_id: UUID
    nickname: str
    phone_tail: str
    language: str
    joined_at: datetime

    @property
    def is_guest(self) -> bool:
        """Whether they have never shown who they are."""
        return not self.phone_tail


class SignedIn(msgspec.Struct, frozen=True):
    """Who has just shown who they are, and whether that made them a member.

    `epoch` counts how often all their sessions and tokens were ended: one that begins with an older count has
    ended already.
    """

    person: Person
    new: bool
    epoch: int


class IssuedToken(msgspec.Struct, frozen=True):
    """A bearer token, shown this once."""

    token: str
    scopes: tuple[str, ...]
    expires_at: datetime

    def __repr__(self) -> str:
        return f"IssuedToken(scopes={self.scopes}, expires_at={self.expires_at})"


class TokenHolder(msgspec.Struct, frozen=True):
    """Whose token it is and what it may be used for; `used_at` to the quarter of an hour, or None."""

    person: Person
    scopes: tuple[str, ...]
    token_id: UUID
    used_at: datetime | None


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token as its owner sees it in a list. `name` may be empty; `used_at` as above."""

    token_id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class PresentSession(msgspec.Struct, frozen=True, kw_only=True):
    """The session of a request: whose it is, when it was last seen (to the quarter of an hour), and when its
    person last showed who they are.
    """

    person: Person
    session_id: UUID
    seen_at: datetime
    proven_at: datetime


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its owner sees it in a list. `browser` and `system` are words such as chrome and android;
    empty: none that we know.
    """

    session_id: UUID
    browser: str
    system: str
    created_at: datetime
    seen_at: datetime


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey as its owner sees it. `synced`: the owner's other devices have it too, as the device told
    when it was made.
    """

    passkey_id: UUID
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None
    credential_id: bytes


class OperatorRole(StrEnum):
    """What an operator does for a market. A director does everything and appoints the others."""

    DIRECTOR = "director"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    SUPPORT = "support"


class Operator(msgspec.Struct, frozen=True):
    """One of those who run a market."""

    person_id: UUID
    role: OperatorRole
    appointed_at: datetime


class Member(msgspec.Struct, frozen=True):
    """Somebody who signed in, ordered or works in a market, since when."""

    person_id: UUID
    joined_at: datetime
