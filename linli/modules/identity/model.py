"""People and what they hold to show who they are."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

# What a token may be used for; what its holder may do there is asked of the modules.
SCOPES = ("consumer", "counter", "merchant", "operator")


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as others may see them: no phone number, only its last four digits."""

    person_id: UUID
    nickname: str
    phone_tail: str
    language: str
    joined_at: datetime


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
    """Whose token it is and what it may be used for."""

    person: Person
    scopes: tuple[str, ...]


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
