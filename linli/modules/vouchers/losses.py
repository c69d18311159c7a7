"""Who is paid when a voucher was used twice: the loss rule, for uses that counters took without a network.

What was used with a network is settled already. Of uses without one the earlier one counts, by when it
happened; two of one moment are put in the order of their ids. Each is decided when its window is over, and
gets of each part what is then left, which is nothing where others had all of it. When and in which order uses
arrive decides nothing, as long as they arrive within their window; what arrives later is lost. So is what the
voucher's own rules of time forbade when it happened, as they would have with a network.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

# How long after it happened a use may arrive.
WINDOW = timedelta(days=7)
# A device judges a use first and writes it then: what was allowed so short a while before counts as allowed.
JUST_BEFORE = timedelta(minutes=1)
# So much later it is decided: no transaction that took an entry in time is still open then.
GRACE = timedelta(minutes=10)


class UseState(StrEnum):
    """What became of a use: it waits, got all that it took, got some of it, or none."""

    WAITING = "waiting"
    SETTLED = "settled"
    PARTLY = "partly"
    LOST = "lost"


class Loss(StrEnum):
    """Why a use did not get all that it took."""

    USED_BEFORE = "used_before"
    ARRIVED_LATE = "arrived_late"
    LOG_FORKED = "log_forked"
    CODE_REPLACED = "code_replaced"
    VOUCHER_CLOSED = "voucher_closed"
    NOT_VALID_THEN = "not_valid_then"
    NOT_USABLE_THEN = "not_usable_then"


class Claim(msgspec.Struct, frozen=True):
    """A use as the rule sees it: `taken` are units of each part."""

    happened_at: datetime
    use_id: UUID
    device_id: UUID
    taken: tuple[int, ...]


def is_late(happened_at: datetime, arrived_at: datetime) -> bool:
    """Whether a use arrives after its window."""
    return arrived_at >= happened_at + WINDOW


def due_before(now: datetime) -> datetime:
    """Uses that happened before this are decided now."""
    return now - WINDOW - GRACE


def settle(room: Sequence[int], claims: Iterable[Claim]) -> dict[Claim, tuple[int, ...]]:
    """What each claim gets of each part, `room` units of which are left."""
    left, got = list(room), {}
    for claim in sorted(claims, key=lambda one: (one.happened_at, one.use_id, one.device_id)):
        share = tuple(min(wanted, most) for wanted, most in zip(claim.taken, left, strict=True))
        left = [most - taken for most, taken in zip(left, share, strict=True)]
        got[claim] = share
    return got


def state_of(taken: Sequence[int], settled: Sequence[int]) -> UseState:
    """What became of a use that took so much and got so much."""
    if not any(settled):
        return UseState.LOST
    return UseState.SETTLED if tuple(taken) == tuple(settled) else UseState.PARTLY


class OfflineUse(msgspec.Struct, frozen=True, kw_only=True):
    """A use that a counter took without a network, and what became of it. `taken` and `settled` are units of
    each part, `value_minor` what the settled ones are worth; `why` is a `Loss`, or empty.
    """

    device_id: UUID
    use_id: UUID
    voucher_id: UUID
    store_id: UUID
    clerk_name: str
    taken: tuple[int, ...]
    settled: tuple[int, ...]
    happened_at: datetime
    arrived_at: datetime
    state: UseState
    why: str
    value_minor: int
    decided_at: datetime | None


class OfflineLine(OfflineUse, frozen=True, kw_only=True):
    """The same in a list, with what the voucher is."""

    title: str
    title_en: str
    code_tail: str
    currency: str
    kind: str


class OfflineTaking(msgspec.Struct, frozen=True, kw_only=True):
    """A use as it arrives: judged already, and believed. `hands` is what its token says; `lost` why it gets
    nothing whatever else arrives (`hopeless`), None where it may get something.
    """

    device_id: UUID
    use_id: UUID
    voucher_id: UUID
    store_id: UUID
    clerk_id: UUID
    clerk_name: str
    hands: int
    taken: tuple[int, ...]
    happened_at: datetime
    lost: Loss | None = None


class TermsHere(msgspec.Struct, frozen=True, kw_only=True):
    """Under which terms vouchers for a store are still out: what a device needs to know of them without a
    network. `part_values` in minor units, each for all `units` of its part.
    """

    terms_id: UUID
    title: str
    title_en: str
    kind: str
    parts: list[dict[str, str]]
    usable: str
    units: tuple[int, ...]
    part_values: tuple[int, ...]
    currency: str
