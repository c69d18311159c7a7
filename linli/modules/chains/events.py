"""News of chains."""

from uuid import UUID

from linli.kernel.events import Event


class TermsAsked(Event, frozen=True, kw_only=True):
    """A head office asks a franchisee's store into its chain, or (`joined`) would like other terms."""

    store_id: UUID
    head_id: UUID
    merchant_id: UUID
    joined: bool


class TermsAnswered(Event, frozen=True, kw_only=True):
    """A franchisee has agreed to what it was asked, or not."""

    store_id: UUID
    head_id: UUID
    agreed: bool


class BranchJoined(Event, frozen=True, kw_only=True):
    """A store sells a head office's articles, or sells them by other terms; `whole`: all of them."""

    store_id: UUID
    head_id: UUID
    whole: bool


class BranchLeft(Event, frozen=True, kw_only=True):
    """A store no longer belongs to a chain, ended by `by_id`. `run_by_head`: the head office runs it."""

    store_id: UUID
    head_id: UUID
    merchant_id: UUID
    by_id: UUID
    run_by_head: bool
