"""Setting money aside."""

from datetime import datetime
from uuid import UUID

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules.ledger import batches
from linli.modules.ledger.model import Move
from linli.modules.ledger.refusals import INSUFFICIENT_BALANCE
from linli.modules.ledger.statements import SQL


async def pend(work: Work, market_id: int, *moves: Move, expires_at: datetime | None = None) -> list[UUID]:
    """Set the moves' money aside, all or none, in one statement; returns the pending transfers' ids in order.

    A pending debit counts against a limited account at once; a pending credit counts for nothing until it is
    posted. One that was neither posted nor voided by `expires_at` (of the future; None: never) is given up
    by the timetable. Give an expiry only where nobody outside acts on it: money that has moved at a bank
    must be posted, however late. Raises ValueError for a move that is no move and for an expiry that is
    over. Refuses: insufficient_balance (purpose), of the first account in the order of the moves.
    """
    batches.check(moves)
    if expires_at is not None and expires_at <= work.now:
        raise ValueError("a pending transfer expires in the future")
    accounts = batches.accounts_of(moves)
    made = [ids.uuid7() for _ in moves]
    changes = batches.set_asides_of(moves)
    lacking = await work.column(
        UUID,
        SQL.write_pendings,
        market_id,
        work.now,
        *batches.account_columns(accounts),
        list(changes),
        [change.pended for change in changes.values()],
        *batches.move_columns(made, moves),
        expires_at,
    )
    for account_id, account in accounts.items():
        if account_id in lacking:
            raise INSUFFICIENT_BALANCE(purpose=account.purpose.value)
    return made
