"""A part was consumed, or was not after all: escrow to the bearers of its line and back, entry by entry."""

from datetime import timedelta
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.settlement.accounts import (
    commission_account,
    escrow_account,
    payable_account,
    subsidy_account,
)
from linli.modules.settlement.actions.deposit import cover
from linli.modules.settlement.model import EntryKind, Line, Part, Released, gross_of
from linli.modules.settlement.refusals import ESCROW_EXHAUSTED
from linli.modules.settlement.rules import STORE_PART
from linli.modules.settlement.statements import SQL


async def release(
    work: Work,
    market_id: int,
    order_id: UUID,
    amount: Money,
    *,
    line_no: int = 1,
    voucher_id: UUID | None = None,
) -> Released:
    """A part of a line was consumed: it goes to the line's bearers, with what the market adds to it for its
    coupons and minus the market's commission on both, and each gets an entry that may be settled when the
    claims window is over. A use that is worth nothing (a gift in a package) moves nothing; it waits its turn
    at the order's escrow all the same.

    Refuses: escrow_exhausted when less than `amount` is waiting.
    """
    line = await work.one(Line, SQL.release_part, market_id, order_id, line_no, amount.minor)
    if line is None:
        raise ESCROW_EXHAUSTED()
    parts = line.parts_between(line.released_minor - amount.minor, line.released_minor)
    escrow = escrow_account(order_id, amount.currency)
    added = Money(parts.subsidy_minor, amount.currency)
    market = subsidy_account(amount.currency)
    moves = [ledger.Move(market, escrow, added, "subsidized", order_id)] if added else []
    moves += [
        ledger.Move(escrow, account, Money(minor, amount.currency), kind, order_id)
        for account, minor, kind in _ways(parts, amount.currency, "released", "commission", "share_released")
    ]
    if amount.minor:
        await ledger.transfer(work, market_id, *moves)
        await _note(work, market_id, line, parts, EntryKind.RELEASED, voucher_id)
    return parts


async def take_back(
    work: Work,
    market_id: int,
    order_id: UUID,
    amount: Money,
    *,
    line_no: int = 1,
    voucher_id: UUID | None = None,
    kind: EntryKind = EntryKind.UNDONE,
    note: str = "",
) -> Released:
    """A redemption was undone (or, of the kind taken_back, an operator decided): the same parts return to
    escrow by new transfers, and what the market had added to the market, with an entry that undoes each
    bearer's. What a bearer has been paid already, or is about to be, comes from its deposit; the rest the
    market advances until the next earnings.

    Refuses: escrow_exhausted when less was released.
    """
    line = await work.one(Line, SQL.unrelease_part, market_id, order_id, line_no, amount.minor)
    if line is None:
        raise ESCROW_EXHAUSTED()
    parts = line.parts_between(line.released_minor, line.released_minor + amount.minor)
    for part in parts.parts:
        await _cover(work, market_id, order_id, part, amount.currency)
    escrow = escrow_account(order_id, amount.currency)
    names = ("release_undone", "commission_undone", "share_undone")
    moves = [
        ledger.Move(account, escrow, Money(minor, amount.currency), said, order_id)
        for account, minor, said in _ways(parts, amount.currency, *names)
    ]
    if added := Money(parts.subsidy_minor, amount.currency):
        market = subsidy_account(amount.currency)
        moves.append(ledger.Move(escrow, market, added, "subsidy_returned", order_id))
    if not amount.minor:
        return parts
    await ledger.transfer(work, market_id, *moves)
    back = line.parts_between(line.released_minor + amount.minor, line.released_minor)
    await _note(work, market_id, line, back, kind, voucher_id, note)
    return parts


async def _cover(work: Work, market_id: int, order_id: UUID, part: Part, currency: str) -> None:
    """See that what a payee gives back does not come out of its statements."""
    if part.payee_id is None or not part.minor:
        return
    free = await work.value(int, SQL.free_balance, market_id, part.payee_id, currency) or 0
    short = part.minor - max(free, 0)
    if short > 0:
        await cover(work, market_id, part.payee_id, Money(short, currency), order_id)


def _ways(
    parts: Released, currency: str, released: str, commission: str, share: str
) -> list[tuple[ledger.Account, int, str]]:
    """Each account with what it gets and what its transfer is called; nothing for nothing."""
    ways = [
        (payable_account(part.payee_id, currency), part.minor, released if part.part == STORE_PART else share)
        for part in reversed(parts.parts)
        if part.payee_id is not None
    ]
    own = sum(part.minor for part in parts.parts if part.payee_id is None)
    ways += [
        (commission_account(currency), parts.commission_minor, commission),
        (commission_account(currency), own, share),
    ]
    return [way for way in ways if way[1]]


async def _note(
    work: Work,
    market_id: int,
    line: Line,
    parts: Released,
    kind: EntryKind,
    voucher_id: UUID | None,
    note: str = "",
) -> None:
    told: list[Part] = [
        part for part in parts.parts if part.payee_id is not None and (part.minor or part.part == STORE_PART)
    ]
    ready = timedelta(hours=line.claims_hours) if kind is EntryKind.RELEASED else timedelta(0)
    sums = [gross_of(parts, part) for part in told]
    await work.put(
        SQL.insert_entries,
        market_id,
        kind.value,
        line.order_id,
        line.line_no,
        line.store_id,
        voucher_id,
        line.currency,
        note,
        work.now,
        work.now + ready,
        [ids.uuid7() for _ in told],
        [part.payee_id for part in told],
        [part.part for part in told],
        [gross for gross, _ in sums],
        [commission for _, commission in sums],
        [part.minor for part in told],
        [parts.subsidy_minor if part.part == STORE_PART else 0 for part in told],
    )
