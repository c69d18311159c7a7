"""What becomes of money that was set aside: posted, voided or expired, once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.kernel.refusals import NOT_FOUND
from linli.modules.ledger import batches
from linli.modules.ledger.actions.transfer import write
from linli.modules.ledger.model import Outcome, Pending
from linli.modules.ledger.refusals import PENDING_EXPIRED, PENDING_POSTED, PENDING_VOIDED
from linli.modules.ledger.statements import SQL

FINISHED = {
    Outcome.POSTED: PENDING_POSTED,
    Outcome.VOIDED: PENDING_VOIDED,
    Outcome.EXPIRED: PENDING_EXPIRED,
}


class _Asked(Pending, frozen=True, kw_only=True):
    """A pending transfer with what its accounts are."""

    debit_limited: bool
    credit_limited: bool


async def post(
    work: Work,
    market_id: int,
    pending_ids: Sequence[UUID],
    amounts: Mapping[UUID, Money] | None = None,
) -> list[UUID]:
    """Let money that was set aside go where it was to go, all of these or none; returns the transfers' ids.

    `amounts` posts less than was set aside of some (positive, same currency); the rest is free again. Two
    statements. Raises ValueError for another amount and for an id that is named twice. Refuses, looking at
    one pending transfer after the other: not_found, pending_posted, pending_voided, pending_expired (also
    when its time is over and the timetable has not come by).
    """
    asked = await _asked(work, market_id, pending_ids, over_at=work.now)
    minors = [_minor(one, (amounts or {}).get(one.pending_id)) for one in asked]
    made = [ids.uuid7() for _ in asked]
    changes: dict[UUID, batches.Change] = defaultdict(batches.Change)
    for one, minor in zip(asked, minors, strict=True):
        if one.debit_limited:
            changes[one.debit_account_id].posted -= minor
            changes[one.debit_account_id].pended -= one.amount_minor
        if one.credit_limited:
            changes[one.credit_account_id].posted += minor
    transfers: batches.Columns = (
        list(made),
        [one.debit_account_id for one in asked],
        [one.credit_account_id for one in asked],
        list(minors),
        [one.currency for one in asked],
        [one.kind for one in asked],
        [one.subject_id for one in asked],
    )
    await _finish(work, market_id, asked, Outcome.POSTED, changes, transfers)
    return made


async def void(work: Work, market_id: int, pending_ids: Sequence[UUID]) -> None:
    """Give up what was set aside, all of these or none: the money is free again.

    Two statements. Raises ValueError for an id that is named twice. Refuses, looking at one pending transfer
    after the other: not_found, pending_posted, pending_voided, pending_expired.
    """
    asked = await _asked(work, market_id, pending_ids)
    await _finish(work, market_id, asked, Outcome.VOIDED, _freed(asked), ([],) * 7)


async def expire(work: Work, market_id: int, pending_ids: Sequence[UUID]) -> None:
    """The same for pending transfers whose time is over; for the timetable.

    Raises ValueError for one whose time is not over. Refuses as `void` does.
    """
    asked = await _asked(work, market_id, pending_ids)
    if any(one.expires_at is None or one.expires_at > work.now for one in asked):
        raise ValueError("only what is over expires")
    await _finish(work, market_id, asked, Outcome.EXPIRED, _freed(asked), ([],) * 7)


async def _asked(
    work: Work, market_id: int, pending_ids: Sequence[UUID], over_at: datetime | None = None
) -> list[_Asked]:
    """The pending transfers in the order in which they were named, each of them still waiting."""
    if len(set(pending_ids)) != len(pending_ids):
        raise ValueError("a pending transfer is named once")
    rows = await work.many(_Asked, SQL.find_pendings, market_id, list(pending_ids))
    found = {row.pending_id: row for row in rows}
    asked = []
    for pending_id in pending_ids:
        one = found.get(pending_id)
        if one is None:
            raise NOT_FOUND()
        if one.outcome is not None:
            raise FINISHED[one.outcome]()
        if over_at and one.expires_at and one.expires_at <= over_at:
            raise PENDING_EXPIRED()
        asked.append(one)
    return asked


def _minor(one: Pending, amount: Money | None) -> int:
    if amount is None:
        return one.amount_minor
    if amount.currency != one.currency or not 0 < amount.minor <= one.amount_minor:
        raise ValueError("at most what was set aside is posted, in its own currency")
    return amount.minor


def _freed(asked: Sequence[_Asked]) -> batches.Changes:
    changes: dict[UUID, batches.Change] = defaultdict(batches.Change)
    for one in asked:
        if one.debit_limited:
            changes[one.debit_account_id].pended -= one.amount_minor
    return changes


async def _finish(
    work: Work,
    market_id: int,
    asked: Sequence[_Asked],
    outcome: Outcome,
    changes: batches.Changes,
    transfers: batches.Columns,
) -> None:
    """Write the results and what follows from them; somebody who was faster has a result already."""
    moved: list[object] = list(transfers[0]) or [None] * len(asked)
    results: batches.Columns = ([one.pending_id for one in asked], [outcome.value] * len(asked), moved)
    written = await write(work, market_id, {}, changes, transfers, results)
    if written.resulted < len(asked):
        await _asked(work, market_id, [one.pending_id for one in asked])
        raise RuntimeError("a result was refused by its key, and there is none")
    if written.lacking:
        raise RuntimeError("what was set aside could not be moved")
