"""A payee confirms a statement or disputes a line of it; an operator decides the dispute."""

from uuid import UUID

from linli.kernel import ids, texts
from linli.kernel.database import Work
from linli.kernel.money import Money
from linli.kernel.refusals import INVALID, NOT_FOUND
from linli.modules import ledger
from linli.modules.settlement.accounts import commission_account, payable_account
from linli.modules.settlement.model import Dispute, Entry, EntryKind, Statement, StatementState
from linli.modules.settlement.moves import sources_of
from linli.modules.settlement.refusals import DISPUTE_DECIDED, STATEMENT_CLOSED
from linli.modules.settlement.statements import SQL

LONGEST_NOTE = 500
OPEN = sources_of(StatementState.DISPUTED)


async def confirm_statement(work: Work, market_id: int, payee_id: UUID, statement_id: UUID) -> None:
    """The payee accepts its statement; confirming it again changes nothing.

    Refuses: not_found (or another's), statement_closed (dissolved).
    """
    statement = await _locked(work, market_id, payee_id, statement_id)
    if statement.state is StatementState.DISSOLVED:
        raise STATEMENT_CLOSED()
    if statement.open:
        row = (market_id, statement_id, work.now, work.actor.name, OPEN)
        await work.run(SQL.confirm_statement, *row)
        await work.audit(market_id, "statement_confirmed", str(statement_id))


async def dispute_line(
    work: Work, market_id: int, payee_id: UUID, statement_id: UUID, entry_id: UUID, note: str
) -> UUID:
    """The payee does not accept a line: it is held out of the statement, which goes on without it; a
    statement of which nothing positive is left dissolves, and its other lines wait for the next one.

    Returns the dispute's id. Refuses: not_found (or another's; no such line), statement_closed (confirmed
    already), invalid (note).
    """
    said = texts.lines(note, "note", LONGEST_NOTE, shortest=3)
    statement = await _locked(work, market_id, payee_id, statement_id)
    if not statement.open:
        raise STATEMENT_CLOSED()
    entry = await work.one(Entry, SQL.hold_out, market_id, entry_id, statement_id, work.now)
    if entry is None or entry.kind is EntryKind.DEPOSIT_TOP_UP:
        raise NOT_FOUND()
    dispute_id = ids.uuid7()
    about = (entry_id, statement_id, payee_id, said, work.actor.name, work.now)
    await work.run(SQL.insert_dispute, market_id, dispute_id, *about)
    if await work.one(Statement, SQL.sum_up_statement, market_id, statement_id):
        await work.run(SQL.move_statement, market_id, statement_id, StatementState.DISPUTED.value, OPEN)
    else:
        await work.run(SQL.let_go, market_id, statement_id)
        await work.run(SQL.dissolve_statement, market_id, statement_id, OPEN)
    await work.audit(market_id, "line_disputed", str(statement_id), said, entry=str(entry_id))
    return dispute_id


async def decide_dispute(
    work: Work, market_id: int, dispute_id: UUID, correction_minor: int, why: str
) -> None:
    """The market has looked: the line goes into the next statement, and with it a correction of so many minor
    units (0: the line was right; positive: from the market's commission to the payee; negative: back).

    Refuses: invalid (why; a correction of more than the line), not_found, dispute_decided.
    """
    answer = texts.line(why, "why", LONGEST_NOTE, shortest=3)
    row = (market_id, dispute_id, work.now, correction_minor, answer)
    dispute = await work.one(Dispute, SQL.resolve_dispute, *row)
    if dispute is None:
        known = await work.one(Dispute, SQL.find_dispute, market_id, dispute_id)
        raise DISPUTE_DECIDED() if known else NOT_FOUND()
    (entry,) = await work.many(Entry, SQL.entries_of_ids, market_id, [dispute.entry_id])
    if abs(correction_minor) > max(abs(entry.gross_minor), abs(entry.amount_minor)):
        raise INVALID(field="correction")
    await work.run(SQL.let_back_in, market_id, entry.entry_id)
    if correction_minor:
        await _correct(work, market_id, dispute, entry, correction_minor, answer)
    facts = {"correction_minor": correction_minor, "entry": str(entry.entry_id)}
    await work.audit(market_id, "dispute_decided", str(dispute_id), answer, **facts)


async def _correct(
    work: Work, market_id: int, dispute: Dispute, entry: Entry, minor: int, answer: str
) -> None:
    payable = payable_account(dispute.payee_id, entry.currency)
    market = commission_account(entry.currency)
    source, target = (market, payable) if minor > 0 else (payable, market)
    amount = Money(abs(minor), entry.currency)
    move = ledger.Move(source, target, amount, "correction", entry.order_id or dispute.dispute_id)
    await ledger.transfer(work, market_id, move)
    what = (dispute.payee_id, EntryKind.CORRECTION.value, entry.order_id, minor, entry.currency, answer)
    await work.run(SQL.insert_entry, market_id, ids.uuid7(), *what, work.now, None)


async def _locked(work: Work, market_id: int, payee_id: UUID, statement_id: UUID) -> Statement:
    statement = await work.one(Statement, SQL.lock_statement, market_id, statement_id)
    if statement is None or statement.payee_id != payee_id:
        raise NOT_FOUND()
    return statement
