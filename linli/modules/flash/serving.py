"""Who gets what: those in line first, in the order in which they came; then those who ask now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.modules.flash.model import Claim, ClaimState, Sale, Wish


class Told(StrEnum):
    """What one who asks is told, where they get nothing."""

    LIMIT = "limit"
    SOLD_OUT = "sold_out"


class Room(msgspec.Struct, frozen=True):
    """What is free, what somebody holds and may leave, and how much each person has already. The line was
    looked at as far as to its place `first`.
    """

    free: int
    unpaid: int
    had: Mapping[UUID, int]
    first: int


class Served(msgspec.Struct, frozen=True):
    """What is newly held, who is newly in line, what everyone who asked has or is told, and how many units
    are free and unpaid after that.
    """

    held: list[Claim]
    waiting: list[Claim]
    answers: dict[UUID, Claim | Told]
    free: int = 0
    unpaid: int = 0


def serve(
    sale: Sale, room: Room, known: Mapping[UUID, Claim], wishes: Sequence[Wish], now: datetime
) -> Served:
    """`known` are the claims of those who ask and of those who are first in line.

    Somebody who waits or holds already has that, whatever they ask for now, so asking often brings nothing.
    Nobody overtakes: where the first in line wants more than is free, all wait behind them, unless nothing is
    unpaid that could come back: then they are kept what there is.
    """
    free, unpaid = room.free, room.unpaid
    until = now + timedelta(seconds=sale.hold_seconds)
    served = Served([], [], {})
    line = sorted(
        (one for one in known.values() if one.state is ClaimState.WAITING),
        key=lambda one: (one.claimed_at, one.claim_id),
    )
    blocked = False
    for claim in line:
        claim = _cut(claim, free, unpaid)
        blocked = blocked or claim.quantity > free
        answer = claim
        if not blocked:
            answer = _held(claim, until)
            served.held.append(answer)
            free, unpaid = free - claim.quantity, unpaid + claim.quantity
        served.answers[claim.person_id] = answer
    # Behind those who were looked at others may wait.
    blocked = blocked or len(line) >= room.first
    for wish in wishes:
        before = known.get(wish.person_id)
        if wish.person_id in served.answers:
            continue
        if before is not None and before.open_at(now):
            served.answers[wish.person_id] = before
            continue
        fresh = _cut(
            Claim(
                person_id=wish.person_id,
                claim_id=ids.uuid7(now),
                quantity=wish.quantity,
                state=ClaimState.WAITING,
                claimed_at=now,
            ),
            free,
            unpaid,
        )
        if wish.quantity > sale.per_person - room.had.get(wish.person_id, 0):
            served.answers[wish.person_id] = Told.LIMIT
        elif not blocked and fresh.quantity <= free:
            served.held.append(answer := _held(fresh, until))
            served.answers[wish.person_id] = answer
            free, unpaid = free - fresh.quantity, unpaid + fresh.quantity
        elif unpaid or free:
            served.waiting.append(fresh)
            served.answers[wish.person_id] = fresh
            blocked = True
        else:
            served.answers[wish.person_id] = Told.SOLD_OUT
    return msgspec.structs.replace(served, free=free, unpaid=unpaid)


def _cut(claim: Claim, free: int, unpaid: int) -> Claim:
    """The last units of all are sold, though somebody wanted more."""
    few = 0 < free < claim.quantity and not unpaid
    return msgspec.structs.replace(claim, quantity=free) if few else claim


def _held(claim: Claim, until: datetime) -> Claim:
    return msgspec.structs.replace(claim, state=ClaimState.HELD, held_until=until)
