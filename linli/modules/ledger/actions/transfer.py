"""The one way money moves."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from linli.kernel import ids
from linli.kernel.database import Work
from linli.modules.ledger import batches
from linli.modules.ledger.model import Account, Move
from linli.modules.ledger.refusals import INSUFFICIENT_BALANCE
from linli.modules.ledger.statements import SQL

NOTHING: batches.Columns = ([], [], [])


async def transfer(work: Work, market_id: int, *moves: Move) -> list[UUID]:
    """Make the moves, all or none, in one statement; returns the transfers' ids in order.

    Accounts open themselves at first use. Limited accounts are locked in the order of their ids, so that two
    batches never wait for each other in a circle; what is set aside on them cannot be spent. Raises
    ValueError for a move that is no move (not positive, mixed currencies, to itself). Refuses:
    insufficient_balance (purpose), of the first account in the order of the moves that would fall below its
    limit.
    """
    batches.check(moves)
    accounts = batches.accounts_of(moves)
    made = [ids.uuid7() for _ in moves]
    written = await write(
        work,
        market_id,
        accounts,
        batches.changes_of(moves),
        batches.move_columns(made, moves),
    )
    for account_id, account in accounts.items():
        if account_id in written.lacking:
            raise INSUFFICIENT_BALANCE(purpose=account.purpose.value)
    return made


class Written(msgspec.Struct, frozen=True):
    """What came of one writing: how many results are new, and which accounts lack money."""

    resulted: int
    lacking: list[UUID]


async def write(
    work: Work,
    market_id: int,
    accounts: Mapping[UUID, Account],
    changes: batches.Changes,
    transfers: batches.Columns,
    results: batches.Columns = NOTHING,
) -> Written:
    """Run the ledger's one writing statement; where something is lacking, the caller has to refuse."""
    kept = [(key, change) for key, change in changes.items() if change.posted or change.pended]
    columns = (
        [key for key, _ in kept],
        [change.posted for _, change in kept],
        [change.pended for _, change in kept],
    )
    row = (market_id, work.now, *batches.account_columns(accounts), *columns, *transfers, *results)
    written = await work.one(Written, SQL.write_transfers, *row)
    if written is None:
        raise RuntimeError("the ledger's statement answered nothing")
    return written
