"""News: what a lower module tells a higher one. Who reacts is listed in `journey/`, nowhere else."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from linli.kernel.database import Database, Work


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in one market. Subclasses carry plain data only and are named in the past
    tense.
    """

    market_id: int


E = TypeVar("E", bound=Event)
AtOnce = Callable[["Work", Any], Awaitable[object]]
Job = Callable[["Database", Any], Awaitable[object]]


class Reactions(Generic[E]):
    """What happens when one kind of event is announced."""

    def __init__(self, event: type[E]) -> None:
        self.event = event
        self.at_once_list: list[AtOnce] = []
        self.later_list: list[AtOnce] = []
        self.job_list: list[Job] = []

    def at_once(self, *reactions: Callable[["Work", E], Awaitable[object]]) -> "Reactions[E]":
        """In the transaction that announces: all of it happens or none."""
        self.at_once_list.extend(reactions)
        return self

    def later(self, *reactions: Callable[["Work", E], Awaitable[object]]) -> "Reactions[E]":
        """After commit, each in a transaction of its own, exactly once per event by its delivery mark."""
        self.later_list.extend(reactions)
        return self

    def by_job(self, *jobs: Callable[["Database", E], Awaitable[object]]) -> "Reactions[E]":
        """After commit, at least once, with no transaction around it: for reactions that use the network."""
        self.job_list.extend(jobs)
        return self


class Journey:
    """The register of reactions: `on(OrderPaid).at_once(hold_in_escrow,
    issue_vouchers).later(credit_channel)`.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Reactions[Any]] = {}

    def on(self, event: type[E]) -> Reactions[E]:
        return self._by_name.setdefault(event.__name__, Reactions(event))

    def reactions(self, name: str) -> Reactions[Any] | None:
        return self._by_name.get(name)

    def all(self) -> list[Reactions[Any]]:
        return list(self._by_name.values())


class Announcement(msgspec.Struct, frozen=True):
    """An event as the outbox keeps it, until every later reaction has been handed to the worker."""

    market_id: int
    announcement_id: UUID
    event: str
    payload: bytes
    announced_at: datetime

    def read(self, kind: type[Event]) -> Event:
        return msgspec.json.decode(self.payload, type=kind)
