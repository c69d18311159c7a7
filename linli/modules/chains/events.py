"""News of chains."""

from uuid import UUID

from linli.kernel.events import Event


class BranchJoined(Event, frozen=True, kw_only=True):
    """A store sells a head office's articles, or sells them by other terms; `whole`: all of them."""

    store_id: UUID
    head_id: UUID
    whole: bool


class BranchLeft(Event, frozen=True, kw_only=True):
    """A store no longer belongs to a chain. `run_by_head`: the head office runs it."""

    store_id: UUID
    head_id: UUID
    run_by_head: bool
