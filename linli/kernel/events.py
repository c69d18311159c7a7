"""News: what a lower module tells a higher one. Who reacts is listed in `journey/`, nowhere else."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in one market. Subclasses carry plain data only, named in the past tense."""

    market_id: int


class Announcement(msgspec.Struct, frozen=True):
    """An event as the outbox keeps it, until every later reaction has been handed to the worker."""

    market_id: int
    announcement_id: UUID
    event: str
    payload: bytes
    announced_at: datetime
    # The request in which it was announced, if it was in one: its id stands in the log beside what follows.
    request_id: str | None = None

    def read(self, kind: type[Event]) -> Event:
        return msgspec.json.decode(self.payload, type=kind)


# A transaction (or the database, for a job) and the event; what it returns nobody looks at.
Reaction = Callable[[Any, Any], Awaitable[object]]


class Listed(Protocol):
    """The reactions to one kind of event."""

    @property
    def event(self) -> type[Any]: ...

    @property
    def at_once_list(self) -> list[Reaction]: ...

    @property
    def later_list(self) -> list[Reaction]: ...

    @property
    def job_list(self) -> list[Reaction]: ...


class Register(Protocol):
    """Where a transaction looks up who reacts to what it announces."""

    def reactions(self, name: str) -> Listed | None: ...
