"""A day whose bill was read is compared: differences are noted or resolved, fees and payouts booked."""

from datetime import date
from uuid import UUID

import msgspec

from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.modules import ledger
from linli.modules.reconciliation.accounts import bank_account, clearing_account, fees_account
from linli.modules.reconciliation.comparing import FEE, PAYOUT, Compared, Found, compare
from linli.modules.reconciliation.model import BilledLine, Day, day_id
from linli.modules.reconciliation.queries import sides_of
from linli.modules.reconciliation.statements import SQL

COLUMNS = tuple(field for field in Found.__struct_fields__ if field not in ("kind", "state"))


async def settle_day(work: Work, market_id: int, provider: str, day: date) -> None:
    """Compare a day again with what is known now; nothing happens to one whose bill was never read."""
    known = await work.one(Day, SQL.lock_known_day, market_id, day_id(provider, day))
    if known is None or known.ran_at is None:
        return
    kept = await work.many(BilledLine, SQL.lines_of_day, market_id, provider, day)
    lines = [line for line in kept if not line.gone]
    compared = compare(await sides_of(work, market_id, provider, day, lines, known.currency))
    await _book(work, market_id, known, kept, compared)
    await note_found(work, market_id, provider, day, known.currency, compared.found)
    await work.run(SQL.note_figures, market_id, known.day_id, *msgspec.structs.astuple(compared.figures))
    await work.run(SQL.close_if_clean, market_id, known.day_id, provider, day, work.now)


async def note_found(
    work: Work, market_id: int, provider: str, day: date, currency: str, found: list[Found]
) -> None:
    """Note what was found on a day, and resolve what is not found any more."""
    ids = [one.difference_id for one in found]
    columns = (
        ids,
        [one.kind.value for one in found],
        [one.state.value for one in found],
        *([getattr(one, name) for one in found] for name in COLUMNS[1:]),
    )
    if found:
        await work.run(SQL.note_differences, market_id, provider, day, currency, work.now, *columns)
    await work.run(SQL.resolve_differences, market_id, provider, day, ids, work.now)
    await work.run(SQL.reopen_corrected, market_id, provider, day, ids)


async def _book(work: Work, market_id: int, known: Day, lines: list[BilledLine], compared: Compared) -> None:
    """What the provider kept and what it sent to the bank, each line once: where a corrected bill says
    otherwise, or has a line no more, the rest is booked or taken back.
    """
    moves: list[ledger.Move] = []
    noted: list[tuple[UUID, int, int]] = []
    for line in lines:
        if line.currency != known.currency:
            continue
        counts = not line.gone and line.line_id not in compared.repeated
        fee, payout = _due(line) if counts else (0, 0)
        if (fee, payout) == (line.fee_booked_minor, line.payout_booked_minor):
            continue
        subject = compared.orders.get(line.line_id, line.line_id)
        moves += _moves(line, fee - line.fee_booked_minor, payout - line.payout_booked_minor, subject)
        noted.append((line.line_id, fee, payout))
    if moves:
        await ledger.transfer(work, market_id, *moves)
        await work.run(SQL.note_booked, market_id, *(list(column) for column in zip(*noted, strict=True)))


def _due(line: BilledLine) -> tuple[int, int]:
    """(What was kept of a line, what it sent to the bank)."""
    fee = line.fee_minor + (line.amount_minor if line.kind == FEE else 0)
    return fee, line.amount_minor if line.kind == PAYOUT else 0


def _moves(line: BilledLine, fee: int, payout: int, subject: UUID) -> list[ledger.Move]:
    clearing = clearing_account(line.provider, line.currency)
    ways = (
        (fee, fees_account(line.currency), "provider_fee", "provider_fee_returned"),
        (payout, bank_account(line.currency), "provider_payout", "provider_payout_undone"),
    )
    moves = []
    for minor, account, kind, undone in ways:
        amount = Money(abs(minor), line.currency)
        if minor > 0:
            moves.append(ledger.Move(account, clearing, amount, kind, subject))
        elif minor < 0:
            moves.append(ledger.Move(clearing, account, amount, undone, subject))
    return moves
