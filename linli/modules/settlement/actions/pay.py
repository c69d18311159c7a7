"""What treasury tells of a statement on its way to the bank."""

from collections.abc import Sequence
from uuid import UUID

from linli.kernel.database import Work
from linli.modules.settlement.model import Statement, StatementState
from linli.modules.settlement.moves import sources_of
from linli.modules.settlement.statements import SQL


async def statements_to_pay(work: Work, market_id: int, payees: Sequence[UUID], most: int) -> list[Statement]:
    """Confirmed statements of these payees, locked until the transaction ends; another worker's are left
    out.
    """
    return await work.many(Statement, SQL.statements_to_pay, market_id, list(payees), most)


async def start_paying(work: Work, market_id: int, statement_id: UUID, payout_id: UUID) -> None:
    """The statement goes to the bank. Raises RuntimeError where it is not confirmed."""
    sources = sources_of(StatementState.PAYING)
    if not await work.run(SQL.start_paying, market_id, statement_id, payout_id, sources):
        raise RuntimeError(f"statement {statement_id} is not confirmed")


async def note_paid(work: Work, market_id: int, statement_id: UUID, payout_id: UUID) -> bool:
    """The bank has paid; whether this was news."""
    row = (market_id, statement_id, payout_id, work.now, sources_of(StatementState.PAID))
    return bool(await work.run(SQL.mark_statement_paid, *row))


async def note_unpaid(work: Work, market_id: int, statement_id: UUID, payout_id: UUID) -> bool:
    """The bank has not paid: the statement waits for another payout; whether this was news."""
    row = (market_id, statement_id, payout_id, [StatementState.PAYING.value])
    return bool(await work.run(SQL.mark_statement_unpaid, *row))
