"""The register of reactions: `on(OrderPaid).at_once(hold_in_escrow).later(credit_channel)`."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from linli.kernel.database import Database, Work
from linli.kernel.events import Event, Reaction

E = TypeVar("E", bound=Event)


class Reactions(Generic[E]):
    """What happens when one kind of event is announced."""

    def __init__(self, event: type[E]) -> None:
        self.event = event
        self.at_once_list: list[Reaction] = []
        self.later_list: list[Reaction] = []
        self.job_list: list[Reaction] = []

    def at_once(self, *reactions: Callable[[Work, E], Awaitable[object]]) -> "Reactions[E]":
        """In the transaction that announces: all of it happens or none."""
        self.at_once_list.extend(reactions)
        return self

    def later(self, *reactions: Callable[[Work, E], Awaitable[object]]) -> "Reactions[E]":
        """After commit, each in a transaction of its own, exactly once per event by its delivery mark."""
        self.later_list.extend(reactions)
        return self

    def by_job(self, *jobs: Callable[[Database, E], Awaitable[object]]) -> "Reactions[E]":
        """After commit, at least once, with no transaction around it: for reactions that use the network."""
        self.job_list.extend(jobs)
        return self


class Journey:
    """Every reaction of the product by the name of its event."""

    def __init__(self) -> None:
        self._by_name: dict[str, Reactions[Any]] = {}

    def on(self, event: type[E]) -> Reactions[E]:
        return self._by_name.setdefault(event.__name__, Reactions(event))

    def reactions(self, name: str) -> Reactions[Any] | None:
        return self._by_name.get(name)

    def all(self) -> list[Reactions[Any]]:
        return list(self._by_name.values())
